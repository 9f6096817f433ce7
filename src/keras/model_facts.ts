import { type ModelFacts, makesMask, someSerialized } from './config/own_class.js';
import { layersOf, type Serialized } from './config/serialized.js';
import { isOfTfjs } from './config/version.js';
import { callsOf, hasTensor } from './graph/calls.js';

/** @param version The version of the Keras that saved the model. */
export function factsOf(model: Serialized, version: string): ModelFacts {
  const masks = (each: Serialized) => makesMask(each) || isGivenMask(each);
  return {
    hasMasks: !isOfTfjs(version) && someSerialized(model, masks),
    hasModels: someSerialized(model.config, (each) => layersOf(each) !== undefined),
  };
}

function isGivenMask(layer: Serialized): boolean {
  return callsOf(layer, () => {}).some(({ kwargs }) => hasTensor(kwargs.mask));
}
