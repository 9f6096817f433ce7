import '../index.js';

export { type CheckedLayer, check } from './check.js';
export type { KerasSource } from './files/read.js';
export { fromKeras } from './from_keras.js';
