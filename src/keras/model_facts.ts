import { regularizesActivity } from './config/activity.js';
import { withoutCudnn } from './config/cudnn.js';
import { OP } from './config/layer_classes.js';
import {
  isVolume,
  type ModelFacts,
  makesMask,
  neededClass,
  serializedIn,
} from './config/own_class.js';
import { isScalarInput } from './config/scalar_inputs.js';
import { layersOf, type Serialized } from './config/serialized.js';
import { isKeras3, isOfTfjs } from './config/version.js';
import { callsOf, hasTensor } from './graph/calls.js';
import type { Keras1 } from './load_parts.js';
import { isOp } from './ops/is_op.js';

/** @param version The version of Keras that saved the model. */
export function factsOf(
  model: Serialized,
  version: string,
  keras1: Keras1 | undefined,
): ModelFacts {
  const all = serializedIn(model);
  const others = all.filter((each) => !isOp(each, isKeras3(version)) && each.class_name !== OP);
  const hasMasks = !isOfTfjs(version) && all.some((each) => makesMask(each) || isGivenMask(each));
  const ofLayers = { hasMasks, hasVolumes: all.some(isVolume) };
  return {
    ...ofLayers,
    hasModels: all.some((each) => each !== model && layersOf(each) !== undefined),
    hasOps:
      others.length < all.length ||
      all.some(
        (each) =>
          isGivenMask(each) || // An op applies a mask that is given to a softmax.
          isScalarInput(each),
      ),
    ownClasses: others.flatMap((each) => {
      // Problems of a layer of Keras 1 are reported where it is translated.
      const source = withoutCudnn(keras1?.inWordsOfKeras2(each, version, () => {}) ?? each);
      const needed = neededClass(source, ofLayers) ?? [];
      return regularizesActivity(source) ? ['ActivityRegularization', needed].flat() : needed;
    }),
  };
}

function isGivenMask(layer: Serialized): boolean {
  return callsOf(layer, () => {}).some(({ kwargs }) => hasTensor(kwargs.mask));
}
