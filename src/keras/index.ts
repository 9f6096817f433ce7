import '../index.js';
import './layers/masks.js';
import './layers/op.js';

export { type CheckedLayer, check } from './check.js';
export type { FileSource, KerasSource, ModelConfig } from './files/source.js';
export { type FromKerasOptions, fromKeras } from './from_keras.js';
