import { show } from '../../arguments/show.js';
import { speaksKeras1 } from '../config/keras1.js';
import { isObject, isSerialized, type Serialized } from '../config/serialized.js';
import { versionOfConfig } from '../config/version.js';

/** A weight as it was saved. */
export interface SavedWeight {
  /** The name in the file: `dense/kernel`, `sequential/dense/kernel`, `layers/dense/vars/0`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** The layer of the model that has the weight, where the file says it. */
  readonly group?: string;
}

/** How the weights of a file are told apart; `weights/` has the rules of each. */
export type Layout =
  /** By the group of a layer, and by their order in it: an `.h5` file. */
  | 'groups'
  /** By places: `layers/dense/vars/0` in a `.keras` file. */
  | 'places'
  /** By names, and by their order: what the converter writes. */
  | 'names';

/** The weights of a file. */
export interface SavedWeights {
  readonly layout: Layout;
  readonly list: readonly SavedWeight[];
  /** The version of the Keras that saved them, where their file says it. */
  readonly version?: string;
  /** What Keras computed with, where the file says it: `tensorflow`, `theano`. */
  readonly backend?: string;
  /** Whether the converter of tfjs wrote them. */
  readonly isConverted?: boolean;
}

/** A model as it was saved. */
export interface SavedModel {
  readonly model: Serialized;
  /** The version of Keras. */
  readonly version: string;
  /** `undefined` where a file has none of them. */
  readonly weights: SavedWeights | undefined;
}

/**
 * @param config The JSON of the model, parsed.
 * @param version What the file says of the version of Keras; older files say nothing.
 * @throws When the config is none of a model.
 */
export function savedModel(
  config: unknown,
  version: unknown,
  weights: SavedWeights | undefined,
): SavedModel {
  if (isTooDeep(config)) throw new Error(`A model is nested at most ${DEEPEST} deep.`);
  const model = withLayersInConfigs(config);
  if (!isSerialized(model)) {
    throw new Error(`A model is a class and its config. Received: ${show(config)}`);
  }
  const unsaid = speaksKeras1(model) ? '1.0.0' : versionOfConfig(config);
  return { model, version: typeof version === 'string' ? version : unsaid, weights };
}

/** Keras saves the states of random number generators among the weights. */
export function isRandomState({ name }: SavedWeight, layout: Layout): boolean {
  return layout === 'places'
    ? /\/(seed_)?generator(_\d+)?\/vars\//.test(name)
    : /(^|\/)seed_generator_state(_\d+)?$/.test(name);
}

/** Before 2.2.3, the config of a sequential model was the list of its layers. */
function withLayersInConfigs(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withLayersInConfigs);
  if (!isObject(json)) return json;
  const { class_name, config, name } = json;
  const isList = class_name === 'Sequential' && Array.isArray(config);
  const object = isList ? { ...json, config: { name, layers: config } } : json;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, withLayersInConfigs(value)]),
  );
}

/** @param what What the text is, in the error. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The JSON of ${what} cannot be read: ${(error as Error).message}`);
  }
}

/** The translation of a model calls itself for each level of the config. */
const DEEPEST = 500;

function isTooDeep(json: unknown): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}
