import * as tf from '@tensorflow/tfjs';
import type { Windows } from '../../kernels/backend.js';
import type { Config } from './product.js';

type Images = tf.Tensor4D;

/** Applies a function for images with the channels last to images with the channels at any position. */
export function withChannelsLast(
  x: tf.Tensor,
  { dataFormat }: Config,
  compute: (x: Images) => Images,
): tf.Tensor {
  if (dataFormat !== 'channelsFirst') return compute(x as Images);
  return tf.transpose(compute(tf.transpose(x as Images, [0, 2, 3, 1])), [0, 3, 1, 2]);
}

type Pair = [number, number];

/** The arguments of sliding windows in the form that tfjs's ops take. */
export function windowsOf({ strides, padding, dilationRate }: Config): Windows {
  return {
    strides: strides as Pair,
    pad: padding as 'valid' | 'same',
    dilations: dilationRate as Pair,
  };
}
