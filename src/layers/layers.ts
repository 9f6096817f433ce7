import { catalogueLayers } from './catalogue_layers.js';
import * as factories from './factories.js';

/** All layers as functions: `layers.reLU({ maxValue: 6 })`, `layers.mish()`. */
export const layers = { ...catalogueLayers, ...factories };
