import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { isObject, isSerialized } from '../config/serialized.js';
import { readArtifacts } from './artifacts.js';
import { parseJson, type SavedModel, savedModel } from './saved_model.js';
import { beside, readFiles } from './source.js';

/** @throws When it cannot be read, or its weights cannot be found. */
export function readModelJson(bytes: Uint8Array, source: unknown): Promise<SavedModel> {
  return readJson(parseJson(new TextDecoder().decode(bytes), 'the model'), source);
}

/**
 * A `model.json` of the converter, with weight files in the same folder, or the config of a model, which
 * `model.to_json()` returns, without weights.
 *
 * @param source The source of the JSON.
 * @throws When it cannot be read, or its weights cannot be found.
 */
export async function readJson(json: unknown, source: unknown): Promise<SavedModel> {
  if (!isObject(json)) throw new Error(`A model must be a JSON object. Received: ${show(json)}`);
  refuseOthers(json);
  if (isSerialized(json)) return savedModel(json, json.keras_version, undefined);
  const manifest = Array.isArray(json.weightsManifest)
    ? (json.weightsManifest as tf.io.WeightsManifestConfig)
    : [];
  const paths = manifest.flatMap((group) => group.paths);
  if (paths.length > 0 && typeof source !== 'string') {
    throw new Error(
      'A model.json refers to its weight files: pass its path, its URL, or an IO handler of tfjs',
    );
  }
  return readArtifacts({
    modelTopology: (json.modelTopology ?? json) as object,
    convertedBy: typeof json.convertedBy === 'string' ? json.convertedBy : null,
    weightSpecs: manifest.flatMap((group) => group.weights),
    weightData: await readFiles(paths.map((path) => beside(source as string, path))),
  });
}

function refuseOthers(json: Readonly<Record<string, unknown>>): void {
  const { format, modelTopology: topology = json } = json;
  const isGraph = isObject(topology) && ('node' in topology || 'library' in topology);
  if (format === 'graph-model' || isGraph) {
    throw new Error(
      'The file is a graph model, which has no layers: load it with tf.loadGraphModel. Expected: a model that the ' +
        'converter wrote with --output_format=tfjs_layers_model',
    );
  }
  if ('weight_map' in json) {
    throw new Error(
      'The file is an index of sharded weights, which are not supported: save them in one file, with ' +
        "model.save_weights('model.weights.h5')",
    );
  }
}
