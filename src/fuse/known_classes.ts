import * as tf from '@tensorflow/tfjs';
import { isOurs } from '../layers/brand.js';

// A custom class may have the name of a class of tfjs, or be derived from it and compute something else. So a layer
// is identified by its class itself.

/** With this name, tfjs does not count the layers that are created here. */
const name = 'of_a_known_class';

/** A layer of each class of tfjs that is recognized. */
const made: readonly (() => tf.layers.Layer)[] = [
  () => tf.layers.dense({ units: 1, name }),
  () => tf.layers.conv1d({ filters: 1, kernelSize: 1, name }),
  () => tf.layers.conv2d({ filters: 1, kernelSize: 1, name }),
  () => tf.layers.conv2dTranspose({ filters: 1, kernelSize: 1, name }),
  () => tf.layers.depthwiseConv2d({ kernelSize: 1, name }),
  () => tf.layers.separableConv2d({ filters: 1, kernelSize: 1, name }),
  () => tf.layers.batchNormalization({ name }),
  () => tf.layers.add({ name }),
  () => tf.layers.activation({ activation: 'linear', name }),
  () => tf.layers.reLU({ name }),
  () => tf.layers.leakyReLU({ name }),
  () => tf.layers.prelu({ name }),
  () => tf.layers.elu({ name }),
  () => tf.layers.thresholdedReLU({ name }),
  () => tf.layers.dropout({ rate: 0, name }),
  () => tf.layers.alphaDropout({ rate: 0, name }),
  () => tf.layers.gaussianDropout({ rate: 0, name }),
  () => tf.layers.gaussianNoise({ stddev: 1, name }),
  () => tf.layers.spatialDropout1d({ rate: 0, name }),
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
  if (Object.hasOwn(layer, 'call')) return undefined; // A `call` that the user has assigned to the layer.
  const own = layer.constructor as unknown as { readonly className: string };
  return isStock(layer) || isOurs(own) || isMended(own) ? own.className : undefined;
}

/** Whether it is the fixed batch normalization of tfjs that `fromKeras` uses. */
function isMended(own: { readonly className: string }): boolean {
  return (
    own.className === 'KerasBatchNormalization' && stockClasses().has(Object.getPrototypeOf(own))
  );
}
