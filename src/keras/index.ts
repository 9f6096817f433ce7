import '../index.js';
import * as graphClasses from './layers/graph_classes.js';
import { registerKerasLayers } from './layers/register.js';

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

registerKerasLayers(graphClasses);
