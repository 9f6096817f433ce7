import * as tf from '@tensorflow/tfjs';
import { hasBackend } from './backend.js';
import { receivedVersion } from './versions.js';

// An op on a small tensor takes microseconds, and looking up a name in `tf` in a CommonJS program a tenth of one.
const { backend, clone, engine, env, getBackend, keep, Tensor } = tf;

/**
 * Runs a kernel, and saves what `reads` returns for its gradient, in that order.
 *
 * For a kernel that is registered with `inputsToSave` or `outputsToSave`, tfjs itself saves clones. If gradients are
 * nested, it clones a result before it records the kernel, and loses the path back from the clone: the gradient of
 * the gradient is wrong without an error. And on the wasm backend a clone is a copy.
 */
export function runKernel(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
  reads: (result: tf.Tensor) => readonly tf.Tensor[],
): tf.Tensor {
  const result = engine().runKernel(name, inputs, attributes) as tf.Tensor;
  const { activeTape, gradientDepth, kernelDepth } = stateOf(engine());
  const isRecorded = gradientDepth > 0 && kernelDepth === 0;
  if (isRecorded) {
    const last = activeTape?.[activeTape.length - 1];
    if (last?.kernelName !== name || !Array.isArray(last.saved)) throw lostGradient();
    for (const tensor of reads(result)) {
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

/**
 * The result of a kernel, computed without tfjs's engine, which takes half the time of a small tensor; `undefined` if
 * a tape, a profile or a check may need a record of it, if another copy of the package has the backend, and if
 * `compute` returns `undefined`.
 */
export function runUnobserved(
  compute: (backendName: string, live: object) => tf.TensorInfo | undefined,
): tf.Tensor | undefined {
  const backendName = getBackend();
  if (!isUnobserved() || !hasBackend(backendName)) return undefined;
  const result = compute(backendName, backend());
  if (result === undefined || result instanceof Tensor) return result;
  return engine().makeTensorFromTensorInfo(result);
}

/** Whether it is certain that no tape, profile or check needs a record of a kernel that runs now. */
function isUnobserved(): boolean {
  const { gradientDepth, profiling } = stateOf(engine());
  return (
    gradientDepth === 0 &&
    profiling === false &&
    makesTensors(engine()) &&
    !env().getBool('DEBUG') &&
    !env().getBool('IS_TEST')
  );
}

/** Another tensor with the same data, which no tape has recorded. */
function sameData(tensor: tf.Tensor): tf.Tensor {
  if (!makesTensors(engine())) return clone(tensor);
  backend().incRef(tensor.dataId);
  return engine().makeTensorFromTensorInfo(tensor);
}

function makesTensors(engine: Partial<Engine>): boolean {
  return typeof engine.makeTensorFromTensorInfo === 'function';
}
