import { strFromU8, unzipSync } from 'fflate';
import { isObject } from '../config/serialized.js';
import { readStore } from './hdf5.js';
import { parseJson, type SavedModel, savedModel } from './saved_model.js';

// A `.keras` file, which is a zip archive of JSON and HDF5.

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** @throws When it cannot be read, or has no config. */
export function readArchive(bytes: Uint8Array): SavedModel {
  const files = unpack(bytes);
  const json = (name: string): unknown => {
    if (files[name] === undefined) {
      throw new Error(`A .keras file has a ${name}. Received: ${Object.keys(files).join(', ')}`);
    }
    return parseJson(strFromU8(files[name]), name);
  };
  const metadata = json(METADATA);
  const weights = files[WEIGHTS];
  return savedModel(
    json(CONFIG),
    isObject(metadata) ? metadata.keras_version : undefined,
    weights === undefined ? [] : readStore(weights),
  );
}

/** In bytes. */
const LARGEST_JSON = 2 ** 26;
/** Weights hardly compress: a file that claims to become so much larger is no model. */
const LARGEST_RATIO = 100;

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (![CONFIG, METADATA, WEIGHTS].includes(name)) return false;
      const largest = name === WEIGHTS ? bytes.length * LARGEST_RATIO : LARGEST_JSON;
      if (originalSize <= largest) return true;
      throw new Error(
        `The ${name} of the .keras file is too large. Received: ${originalSize} bytes`,
      );
    },
  });
}
