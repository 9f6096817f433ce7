import * as tf from '@tensorflow/tfjs';

// Classes of tfjs, which exports only the functions that create their instances.

/** The members that layers with several inputs have in common. */
interface Merge {
  new (args?: object): tf.layers.Layer & { mergeFunction(inputs: tf.Tensor[]): tf.Tensor };
  className: string;
  fromConfig: typeof tf.layers.Layer.fromConfig;
}

/** With a name, tfjs does not count the layer. */
const name = 'stock';

/** @internal */
export const stockAdd = tf.layers.add({ name }).constructor as unknown as Merge;

/** The members that wrapper layers have in common. */
interface Wrapper {
  new (args: object): tf.layers.Layer & { readonly layer: tf.layers.Layer };
  className: string;
}

const wrapped = tf.layers.flatten({ name });

/** @internal */
export const stockWrapper = Object.getPrototypeOf(
  tf.layers.timeDistributed({ layer: wrapped, name }).constructor,
) as Wrapper;
