import { elementwise } from './elementwise.js';
import { images } from './images.js';
import type { Ops } from './op.js';
import { products } from './products.js';
import { reductions } from './reductions.js';
import { shapes } from './shapes.js';

/**
 * The ops of `keras.ops` that are supported, under their names in Keras, and functions of TensorFlow that Keras does
 * not have. Ops that are activations of this package become separate layers: `activations.ts`.
 */
export const ops: Ops = {
  ...elementwise,
  ...reductions,
  ...shapes,
  ...products,
  ...images,
};
