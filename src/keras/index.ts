import '../index.js';
import { registerUnlessTaken } from '../layers/brand.js';
import * as graphClasses from './layers/graph_classes.js';

export { type CheckedLayer, check } from './check.js';
export type {
  CustomClass,
  CustomFunction,
  CustomObject,
  CustomObjects,
} from './config/custom_objects.js';
export type { FileSource, KerasSource, ModelConfig } from './files/source.js';
export { fromKeras } from './from_keras.js';
export type { FromKerasOptions } from './options.js';

registerUnlessTaken(Object.values(graphClasses));
