import { regularizesActivity } from './config/activity.js';
import { withoutCudnn } from './config/cudnn.js';
import { OP } from './config/layer_classes.js';
import { LayerKinds } from './config/layer_kinds.js';
import {
  isVolume,
  type ModelFacts,
  makesMask,
  neededClass,
  serializedIn,
} from './config/own_class.js';
import { isScalarInput } from './config/scalar_inputs.js';
import {
  allLayersOf,
  layersOf,
  type Serialized,
  type SerializedLayer,
} from './config/serialized.js';
import { isInTrainingMode, TRAINING_MODE } from './config/training_mode.js';
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
  const layers = allLayersOf(model);
  const models = layers.filter(layersOf);
  const leaves = layers.filter((each) => !layersOf(each));
  const kinds = new LayerKinds();
  const parts = kinds.oneOfEach(leaves).flatMap(withParts);
  const all = [...models, ...parts];
  const others = all.filter((each) => !isOp(each, isKeras3(version)) && each.class_name !== OP);
  const hasGivenMask = leaves.some(isGivenMask);
  const hasMasks = !isOfTfjs(version) && (hasGivenMask || parts.some(makesMask));
  const ofLayers = { hasMasks, hasVolumes: all.some(isVolume) };
  const ownClasses = others.flatMap((each) => {
    // Problems of a layer of Keras 1 are reported where it is translated.
    const source = withoutCudnn(keras1?.inWordsOfKeras2(each, version, () => {}) ?? each);
    const needed = neededClass(source, ofLayers) ?? [];
    return regularizesActivity(source) ? ['ActivityRegularization', needed].flat() : needed;
  });
  return {
    ...ofLayers,
    hasModels: models.length > 1 || parts.some(layersOf),
    // An op applies a mask that is given to a softmax.
    hasOps: hasGivenMask || others.length < all.length || parts.some(isScalarInput),
    ownClasses: leaves.some(isInTrainingMode) ? [TRAINING_MODE, ...ownClasses] : ownClasses,
    kinds,
  };
}

/** A layer and the serialized objects in its arguments. */
function withParts({ inbound_nodes, ...layer }: SerializedLayer): readonly Serialized[] {
  return serializedIn(layer);
}

/** Whether a call of a layer has a tensor as its mask. */
function isGivenMask(layer: SerializedLayer): boolean {
  // Reading all calls takes longer than looking for the word.
  if (!JSON.stringify(layer.inbound_nodes)?.includes('"mask":')) return false;
  return callsOf(layer, () => {}).some(({ kwargs }) => hasTensor(kwargs.mask));
}
