import * as tf from '@tensorflow/tfjs';
import { isOurs } from '../layers/brand.js';

// A class of the user's may have the name of one of tfjs's, or be derived from it and compute something else. So a
// layer is known by its class itself.

/** A layer of each class of tfjs that is known here. */
const made: readonly (() => tf.layers.Layer)[] = [
  () => tf.layers.dense({ units: 1 }),
  () => tf.layers.conv1d({ filters: 1, kernelSize: 1 }),
  () => tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
  () => tf.layers.conv2dTranspose({ filters: 1, kernelSize: 1 }),
  () => tf.layers.depthwiseConv2d({ kernelSize: 1 }),
  () => tf.layers.separableConv2d({ filters: 1, kernelSize: 1 }),
  () => tf.layers.batchNormalization(),
  () => tf.layers.add(),
  () => tf.layers.activation({ activation: 'linear' }),
  () => tf.layers.reLU(),
  () => tf.layers.leakyReLU(),
  () => tf.layers.prelu(),
  () => tf.layers.elu(),
  () => tf.layers.thresholdedReLU(),
  () => tf.layers.dropout({ rate: 0 }),
  () => tf.layers.alphaDropout({ rate: 0 }),
  () => tf.layers.gaussianDropout({ rate: 0 }),
  () => tf.layers.gaussianNoise({ stddev: 1 }),
  () => tf.layers.spatialDropout1d({ rate: 0 }),
];

let stock: ReadonlySet<object> | undefined;

function stockClasses(): ReadonlySet<object> {
  stock ??= new Set(made.map((make) => make().constructor));
  return stock;
}

/** Whether the layer is of a class of tfjs itself. */
export function isStock(layer: tf.layers.Layer): boolean {
  return stockClasses().has(layer.constructor);
}

/** The name of the layer's class, where that is one of tfjs or of this package. */
export function knownClass(layer: tf.layers.Layer): string | undefined {
  const own = layer.constructor as unknown as { readonly className: string };
  return isStock(layer) || isOurs(own) || isMended(own) ? own.className : undefined;
}

/** Whether it is the norm of tfjs that trains as Keras's does, with which `fromKeras` makes models. */
function isMended(own: { readonly className: string }): boolean {
  return (
    own.className === 'KerasBatchNormalization' && stockClasses().has(Object.getPrototypeOf(own))
  );
}
