import * as tf from '@tensorflow/tfjs';
import { strFromU8 } from 'fflate';
import { show } from '../../arguments/show.js';
import { isObject } from '../config/serialized.js';
import { readArtifacts } from './artifacts.js';
import { parseJson, type SavedModel } from './saved_model.js';
import { beside, readBytes } from './source.js';

/**
 * A `model.json` of the converter, whose weights are in files beside it.
 *
 * @param source Where it comes from.
 * @throws When it cannot be read, or its weights cannot be found.
 */
export async function readModelJson(bytes: Uint8Array, source: unknown): Promise<SavedModel> {
  const json = parseJson(strFromU8(bytes), 'the model');
  if (!isObject(json)) throw new Error(`A model is a JSON object. Received: ${show(json)}`);
  const manifest = Array.isArray(json.weightsManifest)
    ? (json.weightsManifest as tf.io.WeightsManifestConfig)
    : [];
  const paths = manifest.flatMap((group) => group.paths);
  if (paths.length > 0 && typeof source !== 'string') {
    throw new Error(
      'A model.json has its weights beside it: give its path, its URL, or a handler of tfjs',
    );
  }
  const files = await Promise.all(paths.map((path) => readBytes(beside(source as string, path))));
  return readArtifacts({
    modelTopology: json.modelTopology as object,
    weightSpecs: manifest.flatMap((group) => group.weights),
    weightData: tf.io.concatenateArrayBuffers(files.map(({ buffer }) => buffer)),
  });
}
