import { PREFIX } from './class_name.js';
import { isKnown, layerClass, layerClasses, nameHere } from './layer_classes.js';
import type { LayerKinds } from './layer_kinds.js';
import { isRegistered } from './registry.js';
import {
  isLayer,
  isObject,
  isSerialized,
  plain,
  type Serialized,
  visitObjects,
} from './serialized.js';
import { isInTrainingMode, TRAINING_MODE } from './training_mode.js';

// Decides which layers of a file are classes of `keras/layers/`, because tfjs does not have them or computes them
// differently.

/** Properties of a model as a whole. */
export interface ModelFacts {
  /** Whether any of its layers creates a mask. */
  readonly hasMasks: boolean;
  /** Whether it may have tensors of rank 5 or more. */
  readonly hasVolumes: boolean;
  /** Whether it has models as layers. */
  readonly hasModels: boolean;
  /** Whether a function was called on its tensors. */
  readonly hasOps: boolean;
  /** The registered names of what in it is a class of `keras/layers/`, or an unknown class. */
  readonly ownClasses: readonly string[];
  readonly kinds: LayerKinds;
}

type FactsOfLayers = Pick<ModelFacts, 'hasMasks' | 'hasVolumes'>;

/**
 * The name under which `keras/layers/` registers the class of a layer; `undefined` if it is a class of tfjs.
 *
 * @param config The arguments of the layer, in the form that tfjs reads.
 */
export function ownClass(
  source: Serialized,
  config: Serialized['config'],
  { hasMasks, hasVolumes }: FactsOfLayers,
): string | undefined {
  const { class_name } = source;
  if (class_name.startsWith(PREFIX)) return class_name;
  if (!layerClasses.has(class_name)) return isKnown(class_name) ? nameHere(class_name) : undefined;
  const { own } = layerClass(class_name);
  const rank = rankOfInput(source) ?? (hasVolumes ? VOLUME : undefined);
  const isOwn = own?.(config, { hasMasks, rank });
  return isOwn ? PREFIX + class_name : undefined;
}

/** The rank of a batch of volumes, or of sequences of images. */
const VOLUME = 5;

export function isVolume({ class_name, config }: Serialized): boolean {
  const shape = plain(config.batch_shape ?? config.batch_input_shape);
  return /3D$|^ConvLSTM/.test(class_name) || (Array.isArray(shape) && shape.length >= VOLUME);
}

/** `.keras` files contain the shape of the input since 2.13. */
function rankOfInput({ build_config }: Serialized): number | undefined {
  const shape = isObject(build_config) ? plain(build_config.input_shape) : undefined;
  return Array.isArray(shape) ? shape.length : undefined;
}

/** The same for a layer or another object of a model, and before the classes of `keras/layers/` are loaded. */
export function neededClass(source: Serialized, facts: FactsOfLayers): string | undefined {
  const { class_name, config, module = 'layers' } = source;
  if (isInTrainingMode(source)) return TRAINING_MODE;
  if (layerClass(class_name).own || class_name.startsWith(PREFIX)) {
    return ownClass(source, plain(config) as Serialized['config'], facts);
  }
  const isOfLayers = /\blayers$/.test(String(module)) && isLayer(source);
  const isUnknown = /^(?!Lambda$)\w+$/.test(class_name) && !isRegistered(class_name);
  return isOfLayers && isUnknown ? nameHere(class_name) : undefined;
}

export function makesMask({ class_name, config }: Serialized): boolean {
  return class_name === 'Masking' || (class_name === 'Embedding' && config.mask_zero === true);
}

/** Whether a predicate holds for any serialized object in a Keras config. */
export function someSerialized(value: unknown, isTrue: (each: Serialized) => boolean): boolean {
  return serializedIn(value).some(isTrue);
}

/** All serialized objects in a Keras config. */
export function serializedIn(value: unknown): readonly Serialized[] {
  const found: Serialized[] = [];
  visitObjects(value, (each) => {
    if (isSerialized(each)) found.push(each);
  });
  return found;
}
