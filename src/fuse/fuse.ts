import type * as tf from '@tensorflow/tfjs';
import { build } from './build.js';
import { checkModel } from './models.js';
import { planOf } from './plan.js';
import { type FusionReport, reportOf } from './report.js';

/** Makes a faster model for inference, and tells how. */
export interface Fuse {
  /** Of a sequential model, a sequential one. */
  (model: tf.Sequential): tf.Sequential;
  /** Of any other model, one of the same inputs and outputs. */
  (model: tf.LayersModel): tf.LayersModel;
  /**
   * What `fuse` makes of each layer of a model, without making anything. `String(fuse.report(model))` is a table, and
   * `rows` has the same as data.
   *
   * @throws What `fuse` throws of a wrong argument.
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
 * A new model that computes the same as a model does in inference, faster. Each `Conv1D`, `Conv2D`, `Conv2DTranspose`,
 * `DepthwiseConv2D`, `SeparableConv2D` and `Dense` is one layer with what follows it: batch normalizations are folded
 * into its kernel and bias, and the bias, activations and the sum of a residual block are one kernel. Normalizations,
 * activations and sums that follow each other are one layer too. Dropout, noise and what else acts in training alone is
 * left out. All else is copied. Models in the model are fused in the same way.
 *
 * Outputs are within 1e-5 of the model's, relative to their largest. The model stays as it is. Both may be disposed
 * separately. The weights are those of the moment: after more training, fuse again. Weights of copied layers take no
 * memory until one of the two models changes them.
 *
 * The new model is for inference: `predict` and `evaluate` work, `fit` is refused. It is saved as any model, and loads
 * where `tfjs-advanced-activations/fuse` is imported. The names of inputs and outputs stay; a fused layer has the name
 * of the last layer in it. A recurrent layer that is `stateful` begins without a state.
 *
 * @param model A model of layers, built by `tf.sequential` or `tf.model`, or loaded.
 * @returns The new model, of which each layer is its own.
 * @throws When it is no model of layers, has no layers, or is disposed; and when a layer of a class of your own cannot
 *   be made again from its config, as in loading.
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
