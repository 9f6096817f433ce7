import { allLayersOf, type Serialized, unwrapped } from './serialized.js';

/** The classes of the models that `fuse` creates. */
const FUSED = /^Fused>(Model|Sequential)$/;

/** @throws When `fuse` has created the model or a model inside it. */
export function refuseFused(model: Serialized): void {
  if (!allLayersOf(model).some((each) => FUSED.test(unwrapped(each).layer.class_name))) return;
  throw new Error(
    "The model is fused and no longer a Keras model: import 'tfjs-advanced-activations/fuse' and load it with " +
      'tf.loadLayersModel, without fromKeras. Expected: a model that Keras saved; call fuse ' +
      'after loading it',
  );
}
