import * as tf from '@tensorflow/tfjs';
import { weightsOf } from '../layers/weights.js';
import { knownClass } from './known_classes.js';

/** A batch normalization, which in inference multiplies each channel by a number and adds a number. */
export interface Norm {
  /** The axis of the channels. */
  readonly axis: number;
  readonly layer: tf.layers.Layer;
}

/** The layer as a norm of a tensor of this rank; `undefined` if it is not one. */
export function normOf(layer: tf.layers.Layer, rank: number): Norm | undefined {
  const name = knownClass(layer);
  if (name === undefined || !/^(Keras>?)?BatchNormalization$/.test(name)) return undefined;
  const [given] = [layer.getConfig().axis].flat() as number[];
  const axis = given < 0 ? given + rank : given;
  // Along an axis other than the last, each backend of tfjs computes something else.
  return axis === rank - 1 || name === 'Keras>BatchNormalization' ? { layer, axis } : undefined;
}

export function channelsOf({ layer }: Norm): number {
  return weightsOf(layer)[0].shape[0] as number;
}

/** The factors and the offsets of the channels. */
export function affineOf({ layer }: Norm): { scale: tf.Tensor1D; shift: tf.Tensor1D } {
  const { scale: hasGamma, center: hasBeta, epsilon } = layer.getConfig();
  const weights = weightsOf(layer).map((weight) => weight.read() as tf.Tensor1D);
  const gamma = hasGamma ? weights.shift() : undefined;
  const beta = hasBeta ? weights.shift() : undefined;
  const [mean, variance] = weights;
  // Computed on the backend, because webgpu cannot return the numbers synchronously. The error is below 3 units in
  // the last place.
  const deviation = tf.sqrt(tf.add(variance, epsilon as number));
  const scale = tf.div<tf.Tensor1D>(gamma ?? tf.onesLike(variance), deviation);
  const shift = tf.neg(tf.mul<tf.Tensor1D>(mean, scale));
  return { scale, shift: beta ? tf.add<tf.Tensor1D>(shift, beta) : shift };
}
