import * as tf from '@tensorflow/tfjs';

// Classes of tfjs, which exports functions that make layers, and not the classes of these.

/** What the layers that merge their inputs have in common. */
interface Merge {
  new (args?: object): tf.layers.Layer & { mergeFunction(inputs: tf.Tensor[]): tf.Tensor };
  className: string;
  fromConfig: typeof tf.layers.Layer.fromConfig;
}

/** The name keeps tfjs from counting the layer. */
const name = 'stock';

/** @internal */
export const stockAdd = tf.layers.add({ name }).constructor as unknown as Merge;

/** What the layers that wrap another one have in common. */
interface Wrapper {
  new (args: object): tf.layers.Layer & { readonly layer: tf.layers.Layer };
  className: string;
}

const wrapped = tf.layers.flatten({ name });

/** @internal */
export const stockWrapper = Object.getPrototypeOf(
  tf.layers.timeDistributed({ layer: wrapped, name }).constructor,
) as Wrapper;
