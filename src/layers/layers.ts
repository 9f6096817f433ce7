import type * as tf from '@tensorflow/tfjs';
import * as factories from './factories.js';
import { catalogueLayers } from './from_catalogue.js';

/** All layers as functions: `layers.reLU({ maxValue: 6 })`, `layers.mish()`. */
// Where `tf` is known, the compiler writes `tf.layers.Layer` into the types, and no file inside tfjs.
export const layers = { ...catalogueLayers, ...factories } satisfies Readonly<
  Record<string, (args: never) => tf.layers.Layer>
>;
