import type * as tf from '@tensorflow/tfjs';
import { knownClass } from '../known_classes.js';
import { conv1d } from './conv1d.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d_transpose.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise_conv2d.js';
import type { Config, Product } from './product.js';
import { separableConv2d } from './separable_conv2d.js';

export const products: readonly Product[] = [
  dense,
  conv1d,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  separableConv2d,
];

/** The product that a layer computes; `undefined` if it computes none. */
export function productOf(layer: tf.layers.Layer): Product | undefined {
  const name = knownClass(layer);
  return products.find(({ className }) => className === name);
}

/** The config of a layer, including arguments that its class does not save. */
export function configOf(layer: tf.layers.Layer): Config {
  return { ...layer.getConfig(), ...productOf(layer)?.unsaved?.(layer) };
}
