import { runComposed } from './composed.js';
import { missingOnCpu, runOnCpu, runSlicesOnCpu } from './cpu.js';
import type { Probe, Runner, SliceRunner } from './runner.js';
import { missingOnTensorflow, runOnTensorflow, runSlicesOnTensorflow } from './tensorflow.js';
import { receivedVersion } from './versions.js';
import { missingOnWasm, runOnWasm, runSlicesOnWasm } from './wasm.js';
import { missingOnWebgl, runOnWebgl } from './webgl.js';
import { runSlicesOnWebgl } from './webgl_slices.js';
import { missingOnWebgpu, runOnWebgpu } from './webgpu.js';
import { runSlicesOnWebgpu } from './webgpu_slices.js';

/** How kernels run on a backend: slices are composed of tfjs's ops where that is `undefined`. */
interface Runners<Backend = never> {
  readonly elementwise: Runner<Backend>;
  readonly slices: SliceRunner<Backend>;
}

const webgl = { elementwise: runOnWebgl, slices: runSlicesOnWebgl, missing: missingOnWebgl };

/** The backends that have their own way. It uses parts that tfjs does not promise, so `missing` looks for them first. */
const backends: Readonly<Record<string, Runners & { readonly missing: Probe<never> }>> = {
  cpu: { elementwise: runOnCpu, slices: runSlicesOnCpu, missing: missingOnCpu },
  wasm: { elementwise: runOnWasm, slices: runSlicesOnWasm, missing: missingOnWasm },
  webgl,
  'rn-webgl': webgl,
  webgpu: { elementwise: runOnWebgpu, slices: runSlicesOnWebgpu, missing: missingOnWebgpu },
  tensorflow: {
    elementwise: runOnTensorflow,
    slices: runSlicesOnTensorflow,
    missing: missingOnTensorflow,
  },
};

const composed: Runners<object> = { elementwise: runComposed, slices: () => undefined };

/** For each live backend, since another one may be registered under the same name. */
const known = new WeakMap<object, Runners<object>>();

/** How kernels run on a live backend: in its own way, or composed of tfjs's ops. */
export function runnersOf(name: string, backend: object): Runners<object> {
  let runners = known.get(backend);
  if (runners === undefined) {
    runners = find(name, backend);
    known.set(backend, runners);
  }
  return runners;
}

function find(name: string, backend: object): Runners<object> {
  if (!Object.hasOwn(backends, name)) return composed;
  const { missing, ...runners } = backends[name];
  let problem: string | undefined;
  try {
    problem = missing(backend as never);
  } catch (error) {
    problem = String(error);
  }
  if (problem === undefined) return runners as unknown as Runners<object>;
  console.warn(
    `The backend ${name} of tfjs is not as expected (${problem}), so activations are computed there by ` +
      `several ops of tfjs, which is slower. ${receivedVersion()}`,
  );
  return composed;
}
