import * as tf from '@tensorflow/tfjs';
import { hasBackend, registerKernel } from './backend.js';
import { receivedVersion } from './versions.js';

// An op on a small tensor takes microseconds, and looking up a name in `tf` in a CommonJS program a tenth of one.
const { clone, engine, env, keep, Tensor } = tf;

/** Computes a kernel on a live backend. */
export type Compute<Result = tf.TensorInfo> = (backendName: string, live: object) => Result;

/** Computes a kernel from the inputs and attributes that tfjs passes to it. */
type ComputeRegistered = (
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
  ...backend: Parameters<Compute>
) => tf.TensorInfo;

/** A kernel that is registered with the backend, and what it is run with. */
export interface KernelRun {
  readonly name: string;
  readonly inputs: tf.NamedTensorMap;
  readonly attributes: tf.NamedAttrMap;
  readonly compute: Compute;
  /** What its gradient reads, in this order. */
  readonly reads: (result: tf.Tensor) => readonly tf.Tensor[];
}

/** Kernels that are registered together, with each backend when tfjs first needs a record of one of them there. */
export class Kernels {
  private readonly backendNames = new Set<string>();

  /** @param compute Computes the kernel of each name. */
  constructor(private readonly compute: Readonly<Record<string, ComputeRegistered>>) {}

  /**
   * Runs a kernel.
   *
   * @param compute Computes it if no record is needed.
   * @param describe Called if one is needed.
   */
  run(compute: Compute, describe: () => KernelRun): tf.Tensor {
    const result = runUnobserved(compute);
    if (result) return result;
    const { backendName } = engine();
    if (!this.backendNames.has(backendName)) this.register(backendName);
    return runKernel(describe());
  }

  /** Registered all at once: React Native registers all kernels of webgl again, under its own name. */
  private register(backendName: string): void {
    this.backendNames.add(backendName);
    for (const [name, compute] of Object.entries(this.compute)) {
      registerKernel(name, backendName, ({ inputs, attrs, backend }) =>
        compute(
          inputs as tf.NamedTensorMap,
          attrs as tf.NamedAttrMap,
          backendName,
          backend as object,
        ),
      );
    }
  }
}

/**
 * Runs a registered kernel, and saves for its gradient what that reads.
 *
 * For a kernel that is registered with `inputsToSave` or `outputsToSave`, tfjs itself saves clones. If gradients are
 * nested, it clones a result before it records the kernel, and loses the path back from the clone: the gradient of
 * the gradient is wrong without an error. And on the wasm backend a clone is a copy.
 */
export function runKernel(run: KernelRun): tf.Tensor {
  const { name, inputs, attributes } = run;
  const result = runRecorded(run) ?? (engine().runKernel(name, inputs, attributes) as tf.Tensor);
  const state = stateOf(engine());
  if (isTapeOn(state)) {
    const { activeTape, gradientDepth } = state;
    const last = activeTape?.[activeTape.length - 1];
    if (last?.kernelName !== name || !Array.isArray(last.saved)) throw lostGradient();
    for (const tensor of run.reads(result)) {
      last.saved.push(keep(gradientDepth > 1 ? clone(tensor) : sameData(tensor)));
    }
  }
  return result;
}

/** Whether a gradient is being recorded. */
export function isRecording(): boolean {
  return stateOf(engine()).gradientDepth > 0;
}

/** @throws When the tape of tfjs does not pass to a gradient what its kernel saved for it. */
export function checkSaved(saved: readonly tf.Tensor[] | undefined, count: number): void {
  if (saved?.length !== count) throw lostGradient();
}

function lostGradient(): Error {
  return new Error(
    'The gradient of an activation would be lost, because the tape of tfjs is not as expected. ' +
      receivedVersion(),
  );
}

type Engine = ReturnType<typeof tf.engine>;

/** The current recording state of tfjs. tfjs does not guarantee that it exists: if not, it is empty. */
function stateOf({ state }: Engine): Engine['state'] {
  return state ?? {};
}

/** Whether a kernel that is run now is recorded. */
function isTapeOn({ gradientDepth, kernelDepth }: Engine['state']): boolean {
  return gradientDepth > 0 && kernelDepth === 0;
}

/**
 * The result of a kernel, computed without tfjs's engine, which takes half the time of a small tensor; `undefined` if
 * a tape, a profile or a check may need a record of it, if another copy of the package has the backend, and if
 * `compute` returns `undefined`.
 */
export function runUnobserved(compute: Compute<tf.TensorInfo | undefined>): tf.Tensor | undefined {
  const current = engine();
  const { gradientDepth, kernelDepth } = stateOf(current);
  const isOffTape = gradientDepth === 0 || kernelDepth > 0;
  if (!isOffTape || !isOnlyKernel(current)) return undefined;
  const result = compute(current.backendName, current.backend);
  return result && tensorOf(result, current);
}

/**
 * The result of a kernel that only a tape needs a record of, computed and recorded without the rest of tfjs's engine;
 * `undefined` if it must be run by the engine.
 */
function runRecorded({ name, inputs, attributes, compute }: KernelRun): tf.Tensor | undefined {
  const current = engine();
  const state = stateOf(current);
  const recorder = current as unknown as Partial<Recorder>;
  if (!isTapeOn(state) || !isOnlyKernel(current)) return undefined;
  if (typeof recorder.addTapeNode !== 'function') return undefined;
  let result: tf.TensorInfo;
  state.kernelDepth++; // The ops that a kernel runs are not recorded.
  try {
    result = compute(current.backendName, current.backend);
  } finally {
    state.kernelDepth--;
  }
  const tensor = tensorOf(result, current);
  recorder.addTapeNode(name, inputs, [tensor], null, [], attributes);
  return tensor;
}

/** The method of tfjs's engine that it does not declare: adds a kernel to the current tape. */
interface Recorder {
  addTapeNode(
    kernelName: string,
    inputs: tf.NamedTensorMap,
    outputs: tf.Tensor[],
    gradient: null,
    saved: tf.Tensor[],
    attributes: tf.NamedAttrMap,
  ): void;
}

/** Whether it is certain that a kernel that runs now is neither profiled nor checked, and that this copy can run it. */
function isOnlyKernel(engine: Engine): boolean {
  const flags = env();
  return (
    stateOf(engine).profiling === false &&
    makesTensors(engine) &&
    !flags.getBool('DEBUG') &&
    !flags.getBool('IS_TEST') &&
    hasBackend(engine.backendName)
  );
}

function tensorOf(result: tf.TensorInfo, engine: Engine): tf.Tensor {
  return result instanceof Tensor ? result : engine.makeTensorFromTensorInfo(result);
}

/** Another tensor with the same data, which no tape has recorded. */
function sameData(tensor: tf.Tensor): tf.Tensor {
  const current = engine();
  if (!makesTensors(current)) return clone(tensor);
  current.backend.incRef(tensor.dataId);
  return current.makeTensorFromTensorInfo(tensor);
}

function makesTensors(engine: Partial<Engine>): boolean {
  return typeof engine.makeTensorFromTensorInfo === 'function';
}
