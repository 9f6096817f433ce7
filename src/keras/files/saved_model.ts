import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { refuseFused } from '../config/fused.js';
import { isSerialized, mapped, type Serialized, visitObjects } from '../config/serialized.js';
import { speaksKeras1, versionOfConfig } from '../config/version.js';

/** How tfjs stores a weight. */
export type Encoding = Pick<tf.io.WeightsManifestEntry, 'dtype' | 'quantization'>;

/** A saved weight. */
export interface SavedWeight {
  /** The name in the file: `dense/kernel`, `sequential/dense/kernel`, `layers/dense/vars/0`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** How `data` contains it, unless as floats. */
  readonly encoding?: Encoding;
  /** The layer of the model that has the weight, if the file contains it. */
  readonly group?: string;
}

/** How the weights of a file are identified; `weights/` has the rules for each layout. */
export type Layout =
  /** By the group of a layer and the order in it: an `.h5` file. */
  | 'groups'
  /** By places: `layers/dense/vars/0` in a `.keras` file. */
  | 'places'
  /** By name and by order: the format of the converter. */
  | 'names';

/** The weights of a file. */
export interface SavedWeights {
  readonly layout: Layout;
  readonly list: readonly SavedWeight[];
  /** The version of Keras that saved them, if the file contains it. */
  readonly version?: string;
  /** The backend of Keras, if the file contains it: `tensorflow`, `theano`. */
  readonly backend?: string;
  /** The bytes of all weights in the order of the list, if they are contiguous in the file. */
  readonly data?: ArrayBuffer | ArrayBuffer[];
  /** Whether nothing else reads the bytes of the file, so that they may be changed. */
  readonly isOwned?: boolean;
  /** Whether the converter of tfjs wrote them. */
  readonly isConverted?: boolean;
}

/** A saved model. */
export interface SavedModel {
  readonly model: Serialized;
  /** The version of Keras. */
  readonly version: string;
  /** `undefined` if the file contains no weights. */
  readonly weights: SavedWeights | undefined;
}

/**
 * @param config The JSON of the model, parsed.
 * @param version The version of Keras in the file; older files contain none.
 * @throws When the config is not that of a model, is nested too deeply, or is that of a fused model.
 */
export function savedModel(
  config: unknown,
  version: unknown,
  weights: SavedWeights | undefined,
): SavedModel {
  let hasListOfLayers = false;
  visitObjects(config, (each, depth) => {
    if (depth > DEEPEST) throw new Error(`A model must be nested at most ${DEEPEST} levels deep.`);
    hasListOfLayers ||= isListOfLayers(each);
  });
  const model = hasListOfLayers ? withLayersInConfigs(config) : config;
  if (!isSerialized(model)) {
    throw new Error(`A model must have a class name and a config. Received: ${show(config)}`);
  }
  refuseFused(model);
  const unsaid = () => (speaksKeras1(model) ? '1.0.0' : versionOfConfig(config));
  return { model, version: typeof version === 'string' ? version : unsaid(), weights };
}

/** Keras saves the states of random number generators among the weights. */
export function isRandomState({ name }: SavedWeight, layout: Layout): boolean {
  return layout === 'places'
    ? /\/(seed_)?generator(_\d+)?\/vars\//.test(name)
    : /(^|\/)seed_generator_state(_\d+)?$/.test(name);
}

/** The translation of a model calls itself for each level of the config. */
const DEEPEST = 500;

/** Before 2.2.3, the config of a sequential model was the list of its layers. */
function isListOfLayers({ class_name, config }: Readonly<Record<string, unknown>>): boolean {
  return class_name === 'Sequential' && Array.isArray(config);
}

function withLayersInConfigs(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const object = json as Readonly<Record<string, unknown>>;
  const { config, name } = object;
  return mapped(
    isListOfLayers(object) ? { ...object, config: { name, layers: config } } : object,
    withLayersInConfigs,
  );
}

/**
 * Reads JSON, with infinities as Python writes them.
 *
 * @param what The name of the text, in the error.
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/([:[,]\s*-?)Infinity(?=[\s,}\]])/g, '$11e999'));
  } catch (error) {
    throw new Error(`The JSON of ${what} cannot be read: ${(error as Error).message}`);
  }
}
