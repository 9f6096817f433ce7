import { isObject } from '../config/serialized.js';
import { readArtifacts } from './artifacts.js';
import { EXPECTED } from './expected.js';
import type { Hdf5Content } from './hdf5.js';
import { readJson, readModelJson } from './model_json.js';
import { parseJson, type SavedModel, type SavedWeights, savedModel } from './saved_model.js';
import { type FileSource, isHandler, isJson, type KerasSource, readBytes } from './source.js';

// The code that unpacks archives and reads HDF5 is loaded on demand: bundlers put each into a separate file.

/**
 * The model of a source: a zip archive, HDF5, JSON, or what tfjs has loaded.
 *
 * @throws When it cannot be read, or is none of these.
 */
export async function readModel(source: KerasSource): Promise<SavedModel> {
  if (isHandler(source)) return readArtifacts(await source.load());
  if (isJson(source)) return readJson(parseJson(source, 'the model'), undefined);
  if (isObject(source) && JSON_KEYS.some((key) => key in source)) {
    return readJson(source, undefined);
  }
  const bytes = await readBytes(source);
  if (startsWith(bytes, 'PK')) return readArchive(bytes, source);
  if (startsWith(bytes, HDF5)) return readModelOfHdf5(bytes, source);
  if (!startsWith(bytes, '{')) (await import('./foreign.js')).refuseAllButJson(bytes);
  return readModelJson(bytes, source);
}

/**
 * The weights of a source, which may also contain a model.
 *
 * @throws When it contains no weights, or they cannot be read.
 */
export async function readWeights(source: FileSource): Promise<SavedWeights> {
  const bytes = await readBytes(source);
  if (startsWith(bytes, HDF5)) return (await readHdf5(bytes, source)).weights;
  const weights = startsWith(bytes, 'PK') ? (await readArchive(bytes, source)).weights : undefined;
  if (weights) return weights;
  await refuseForeign(bytes);
  throw new Error(
    'The weights of a model must be an .h5 or .weights.h5 file, as written by model.save_weights(), or a .keras file',
  );
}

async function readModelOfHdf5(bytes: Bytes, source: unknown): Promise<SavedModel> {
  const { config, version, weights } = await readHdf5(bytes, source);
  if (typeof config === 'string') {
    return savedModel(parseJson(config, 'model_config'), version, weights);
  }
  if (weights.list.length === 0) throw new Error(`The HDF5 file contains no model. ${EXPECTED}`);
  throw new Error(
    'The file contains only weights, as written by model.save_weights(). Expected: a whole model, as written by model.save(), ' +
      'or these weights with the result of model.to_json(): fromKeras(json, { weights })',
  );
}

async function readArchive(bytes: Bytes, source: unknown): Promise<SavedModel> {
  return (await import('./archive.js')).readArchive(bytes, isOwned(bytes, source));
}

async function refuseForeign(bytes: Bytes): Promise<void> {
  (await import('./foreign.js')).refuseForeign(bytes);
}

async function readHdf5(bytes: Bytes, source: unknown): Promise<Hdf5Content> {
  return (await import('./hdf5.js')).readHdf5(bytes, isOwned(bytes, source));
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether bytes were read here rather than given by the user. */
function isOwned({ buffer, byteLength }: Bytes, source: unknown): boolean {
  const isGiven = source instanceof Uint8Array || source instanceof ArrayBuffer;
  return !isGiven && byteLength === buffer.byteLength;
}

/** The keys of a model in JSON: in its config, in the topology of tfjs, and in a `model.json`. */
const JSON_KEYS = ['class_name', 'model_config', 'modelTopology'];

const HDF5 = '\x89HDF';

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((character, i) => bytes[i] === character.charCodeAt(0));
}
