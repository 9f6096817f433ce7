import type * as tf from '@tensorflow/tfjs';
import { build } from './build.js';
import { checkModel } from './models.js';
import { planOf } from './plan.js';
import { type FusionReport, reportOf } from './report.js';

/** Creates a faster model for inference, and reports how. */
export interface Fuse {
  /** Returns a sequential model for a sequential model. */
  (model: tf.Sequential): tf.Sequential;
  /** Returns a model with the same inputs and outputs for any other model. */
  (model: tf.LayersModel): tf.LayersModel;
  /**
   * Reports what `fuse` does with each layer of a model, without creating a model. `String(fuse.report(model))` is a
   * table, and `rows` has the same data.
   *
   * @throws The same errors as `fuse` for an invalid argument.
   */
  report(model: tf.LayersModel): FusionReport;
}

function fuseModel(model: tf.Sequential): tf.Sequential;
function fuseModel(model: tf.LayersModel): tf.LayersModel;
function fuseModel(model: tf.LayersModel): tf.LayersModel {
  checkModel(model);
  return build(planOf(model));
}

function report(model: tf.LayersModel): FusionReport {
  checkModel(model);
  return reportOf(model);
}

/**
 * Creates a faster model that computes the same as the given model in inference. Each `Conv1D`, `Conv2D`,
 * `Conv2DTranspose`, `DepthwiseConv2D`, `SeparableConv2D` and `Dense` layer is combined with the layers after it:
 * batch normalizations are folded into its kernel and bias, and the bias, activations and the sum of a residual block
 * become one kernel. Consecutive normalizations, activations and sums also become one layer. Dropout, noise and other
 * layers that act only in training are dropped. All other layers are copied. Models inside the model are fused in the
 * same way.
 *
 * Outputs are within 1e-5 of those of the model, relative to the largest output. The original model does not change.
 * Both models can be disposed separately. The new model has the current weights: after more training, call `fuse`
 * again. Weights of copied layers take no memory until one of the two models changes them.
 *
 * The new model is for inference: `predict` and `evaluate` work, `fit` throws. It is saved like any model, and loads
 * where `tfjs-advanced-activations/fuse` is imported. The names of inputs and outputs do not change; a fused layer
 * has the name of its last layer. A `stateful` recurrent layer starts without a state.
 *
 * @param model A model of layers, created by `tf.sequential` or `tf.model`, or loaded.
 * @returns The new model, which shares no layer with the original.
 * @throws When the argument is not a model of layers, has no layers, or is disposed; when a layer of your own class
 *   cannot be copied from its config, as in loading, or when a call has changed a field of it.
 *
 * @example
 * ```ts
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [28, 28, 1], name: 'conv' }),
 *     tf.layers.batchNormalization({ name: 'norm' }),
 *     layers.mish({ name: 'mish' }),
 *   ],
 * });
 * const fast = fuse(model);
 * console.log(fast.layers.map((layer) => layer.name).join());
 * console.log(String(fuse.report(model)));
 * // conv_input,mish
 * // conv (Conv2D)              fused into mish
 * // norm (BatchNormalization)  folded into mish
 * // mish (Mish)                folded into mish
 * ```
 */
export const fuse: Fuse = Object.assign(fuseModel, { report });
