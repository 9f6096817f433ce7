import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import { show } from '../../arguments/show.js';
import { isObject, isSerialized, type Serialized } from '../config/serialized.js';
import { readStore, readWeightFile } from './hdf5.js';

/** A weight as it was saved. */
export interface SavedWeight {
  /** As its file has it: `dense/kernel`, `sequential/dense/kernel`, `layers/dense/vars/0`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** The layer of the model that it is filed under, where the file says so. */
  readonly group?: string;
}

/** A model as it was saved. */
export interface SavedModel {
  readonly model: Serialized;
  /** Of Keras. */
  readonly version: string;
  readonly weights: readonly SavedWeight[];
}

/**
 * A model that Keras saved, or that the converter made of one: the path or the URL of a `.keras`, an `.h5` or a
 * `model.json` file, such a file or its bytes, or a handler of tfjs.
 */
export type KerasSource = string | Blob | ArrayBuffer | Uint8Array | tf.io.IOHandler;

/** @throws When it cannot be read, or is none of these. */
export async function readModel(source: KerasSource): Promise<SavedModel> {
  const saved = await readAll(source);
  return { ...saved, weights: saved.weights.filter(({ name }) => !isState(name)) };
}

/** Random number generators keep their states among the weights. */
function isState(name: string): boolean {
  return name.includes('seed_generator');
}

async function readAll(source: KerasSource): Promise<SavedModel> {
  if (isObject(source) && typeof (source as tf.io.IOHandler).load === 'function') {
    return fromArtifacts(await (source as Required<tf.io.IOHandler>).load());
  }
  const bytes = await readBytes(source as Exclude<KerasSource, tf.io.IOHandler>);
  if (startsWith(bytes, 'PK')) return fromArchive(bytes);
  if (startsWith(bytes, '\x89HDF')) return fromWeightFile(bytes);
  return fromJson(bytes, source);
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((character, i) => bytes[i] === character.charCodeAt(0));
}

async function readBytes(
  source: string | Blob | ArrayBuffer | Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === 'string') return readPath(source);
  if (source instanceof Uint8Array) return new Uint8Array(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (isObject(source) && typeof (source as Blob).arrayBuffer === 'function') {
    return new Uint8Array(await (source as Blob).arrayBuffer());
  }
  throw new TypeError(
    'A Keras model is a path, a URL, a File, the bytes of one, or a handler of tfjs. ' +
      `Received: ${show(source)}`,
  );
}

/** What stands before a path that is a URL, of more than one letter: one is a drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

async function readPath(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const isFile = path.startsWith('file:') || (!SCHEME.test(path) && isNode());
  if (isFile) {
    // Bundlers for browsers are not to look for it.
    const files = 'node:fs/promises';
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);
    return new Uint8Array(await readFile(path.startsWith('file:') ? new URL(path) : path));
  }
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`The model could not be fetched. Received: ${response.status} for ${path}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** In bytes; weights are hardly compressed, so what claims to be this much larger is no model. */
const LARGEST_JSON = 2 ** 26;
const LARGEST_RATIO = 100;

/** A `.keras` file. */
function fromArchive(bytes: Uint8Array): SavedModel {
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (![CONFIG, METADATA, WEIGHTS].includes(name)) return false;
      const largest = name === WEIGHTS ? bytes.length * LARGEST_RATIO : LARGEST_JSON;
      if (originalSize <= largest) return true;
      throw new Error(
        `The ${name} of the .keras file is too large. Received: ${originalSize} bytes`,
      );
    },
  });
  const json = (name: string): unknown => {
    if (files[name] === undefined) {
      throw new Error(`A .keras file has a ${name}. Received: ${Object.keys(files).join(', ')}`);
    }
    return parseJson(strFromU8(files[name]), name);
  };
  const metadata = json(METADATA);
  const weights = files[WEIGHTS];
  return {
    model: asModel(json(CONFIG)),
    version: versionOf(isObject(metadata) ? metadata : {}),
    weights: weights === undefined ? [] : readStore(weights),
  };
}

/** An `.h5` file. */
function fromWeightFile(bytes: Uint8Array): SavedModel {
  const { config, weights, ...file } = readWeightFile(bytes);
  if (config === undefined) {
    throw new Error(
      'An .h5 file of a model has its config, which model.save() writes and model.save_weights() does not',
    );
  }
  return {
    model: asModel(parseJson(config, 'model_config')),
    version: versionOf(file),
    weights,
  };
}

/** A `model.json`, whose weights lie beside it. */
async function fromJson(bytes: Uint8Array, source: unknown): Promise<SavedModel> {
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
  return fromArtifacts({
    modelTopology: json.modelTopology as object,
    weightSpecs: manifest.flatMap((group) => group.weights),
    weightData: tf.io.concatenateArrayBuffers(files.map(({ buffer }) => buffer)),
  });
}

function beside(source: string, path: string): string {
  if (SCHEME.test(source)) return new URL(path, source).href;
  return source.replace(/[^/\\]*$/, '') + path;
}

/** What a handler of tfjs has loaded. */
async function fromArtifacts({
  modelTopology,
  weightSpecs = [],
  weightData = new ArrayBuffer(0),
}: tf.io.ModelArtifacts): Promise<SavedModel> {
  const topology = isObject(modelTopology) ? modelTopology : {};
  const buffer = tf.io.concatenateArrayBuffers(
    Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer],
  );
  const names = new Set<string>();
  for (const { name } of weightSpecs) {
    if (names.has(name)) throw new Error(`Each weight has its own name. Received: ${name}, twice`);
    names.add(name);
  }
  const tensors = tf.tidy(() => tf.io.decodeWeights(buffer, weightSpecs));
  const weights: SavedWeight[] = [];
  try {
    for (const { name } of weightSpecs) {
      const values = Float32Array.from(await tensors[name].data());
      weights.push({ name, shape: tensors[name].shape, values });
    }
  } finally {
    tf.dispose(tensors);
  }
  return {
    model: asModel(topology.model_config ?? topology),
    version: versionOf(topology),
    weights,
  };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The JSON of ${what} cannot be read: ${(error as Error).message}`);
  }
}

/** As deep as a model may be nested: what reads it goes as deep. */
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

function asModel(json: unknown): Serialized {
  if (isTooDeep(json)) throw new Error(`A model is nested at most ${DEEPEST} deep.`);
  if (isSerialized(json)) return json;
  throw new Error(`A model is a class and its config. Received: ${show(json)}`);
}

function versionOf({ keras_version }: { readonly keras_version?: unknown }): string {
  return typeof keras_version === 'string' ? keras_version : '2';
}
