import type * as tf from '@tensorflow/tfjs';

/** What makes one layer of a layer and of what follows it, for inference; `undefined` where the package has no such thing. */
export const fuse: ((model: tf.LayersModel) => tf.LayersModel) | undefined = undefined;
