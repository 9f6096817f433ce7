import '../layers/register.js';

export { fromKeras } from './from_keras.js';
export type { KerasSource } from './read.js';
