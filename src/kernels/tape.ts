import * as tf from '@tensorflow/tfjs';

/**
 * Runs a kernel, and saves for its gradient what `reads` says that the gradient reads, in that order.
 *
 * Of a kernel that is registered with `inputsToSave` or `outputsToSave`, tfjs itself saves clones.
 * Where gradients are nested, it clones a result before it records the kernel, and so loses what
 * leads back from the clone: the gradient of the gradient is wrong in silence. And on the wasm
 * backend a clone is a copy.
 */
export function runKernel(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
  reads: (result: tf.Tensor) => readonly tf.Tensor[],
): tf.Tensor {
  const engine = tf.engine();
  if (isUnobserved(engine)) return runUnobserved(name, inputs, attributes, engine);
  const result = engine.runKernel(name, inputs, attributes) as tf.Tensor;
  const { activeTape, gradientDepth, kernelDepth } = engine.state;
  const isRecorded = gradientDepth > 0 && kernelDepth === 0;
  if (isRecorded) {
    const { saved } = activeTape[activeTape.length - 1];
    for (const tensor of reads(result)) {
      saved?.push(tf.keep(gradientDepth > 1 ? tf.clone(tensor) : sameData(tensor)));
    }
  }
  return result;
}

/** Whether a gradient is recorded now. */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

type Engine = ReturnType<typeof tf.engine>;

/** Whether no tape, no profile and no check wants to know of a kernel that runs now. */
function isUnobserved({ state }: Engine): boolean {
  return (
    state.gradientDepth === 0 &&
    !state.profiling &&
    !tf.env().getBool('DEBUG') &&
    !tf.env().getBool('IS_TEST')
  );
}

/** What tfjs does then, without looking the kernel up again: a tenth of the time of a small tensor. */
function runUnobserved(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: tf.NamedAttrMap,
  engine: Engine,
): tf.Tensor {
  const { kernelFunc } = tf.getKernel(name, engine.backendName);
  const result = kernelFunc({ inputs, attrs, backend: engine.backend }) as tf.TensorInfo;
  return result instanceof tf.Tensor ? result : engine.makeTensorFromTensorInfo(result);
}

/** Another tensor with the same data, which no tape knows of. */
function sameData(tensor: tf.Tensor): tf.Tensor {
  tf.backend().incRef(tensor.dataId);
  return tf.engine().makeTensorFromTensorInfo(tensor);
}
