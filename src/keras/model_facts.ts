import { layerOfKeras1 } from './config/keras1.js';
import { isOwnClass, type ModelFacts, makesMask, serializedIn } from './config/own_class.js';
import { layersOf, type Serialized } from './config/serialized.js';
import { isKeras1, isKeras3, isOfTfjs } from './config/version.js';
import { callsOf, hasTensor } from './graph/calls.js';
import { isOp } from './ops/is_op.js';

/** @param version The version of the Keras that saved the model. */
export function factsOf(model: Serialized, version: string): ModelFacts {
  const all = serializedIn(model);
  const hasMasks = !isOfTfjs(version) && all.some((each) => makesMask(each) || isGivenMask(each));
  return {
    hasMasks,
    hasModels: all.some((each) => each !== model && layersOf(each) !== undefined),
    hasOps: all.some((each) => isOp(each, isKeras3(version))),
    hasOwnClass: all.some((each) => isOwnClass(inWordsOfKeras2(each, version), { hasMasks })),
  };
}

/** What is wrong with it is reported where it is translated. */
function inWordsOfKeras2(each: Serialized, version: string): Serialized {
  return isKeras1(version) ? layerOfKeras1(each, version, () => {}) : each;
}

function isGivenMask(layer: Serialized): boolean {
  return callsOf(layer, () => {}).some(({ kwargs }) => hasTensor(kwargs.mask));
}
