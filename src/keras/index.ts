import '../index.js';

export { type CheckedLayer, check } from './check.js';
export { fromKeras } from './from_keras.js';
export type { KerasSource } from './read.js';
