import '../index.js';
import './layers/masks.js';
import './layers/op.js';

export { type CheckedLayer, check } from './check.js';
export type { KerasSource } from './files/source.js';
export { fromKeras } from './from_keras.js';
