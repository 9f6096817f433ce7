import { readArchive } from './archive.js';
import { readArtifacts } from './artifacts.js';
import { readH5 } from './hdf5.js';
import { readModelJson } from './model_json.js';
import type { SavedModel } from './saved_model.js';
import { isHandler, type KerasSource, readBytes } from './source.js';

/**
 * The model of a source, whatever contains it: a zip archive, HDF5, JSON, or what tfjs has loaded.
 *
 * @throws When it cannot be read, or is none of these.
 */
export async function readModel(source: KerasSource): Promise<SavedModel> {
  const saved = await readContainer(source);
  return { ...saved, weights: saved.weights.filter(({ name }) => !isRandomState(name)) };
}

async function readContainer(source: KerasSource): Promise<SavedModel> {
  if (isHandler(source)) return readArtifacts(await source.load());
  const bytes = await readBytes(source);
  if (startsWith(bytes, 'PK')) return readArchive(bytes);
  if (startsWith(bytes, '\x89HDF')) return readH5(bytes);
  return readModelJson(bytes, source);
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((character, i) => bytes[i] === character.charCodeAt(0));
}

/** Keras saves the states of random number generators among the weights. */
function isRandomState(name: string): boolean {
  return name.includes('seed_generator');
}
