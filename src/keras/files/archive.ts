import { type FlateError, strFromU8, type UnzipFileInfo, unzipSync } from 'fflate';
import { isObject } from '../config/serialized.js';
import { EXPECTED } from './expected.js';
import { readHdf5 } from './hdf5.js';
import { parseJson, type SavedModel, savedModel } from './saved_model.js';
import { storedFile } from './stored_file.js';

// A `.keras` file, which is a zip archive of JSON and HDF5.

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/**
 * @param isOwned Whether nothing else reads the bytes, so that they may be changed.
 * @throws When it cannot be read, or contains no config or no weights.
 */
export function readArchive(bytes: Uint8Array<ArrayBuffer>, isOwned: boolean): SavedModel {
  const stored = isOwned ? storedFile(bytes, WEIGHTS) : undefined;
  const files = unpack(bytes, stored ? [CONFIG, METADATA] : [CONFIG, METADATA, WEIGHTS]);
  const file = (name: string): Uint8Array => {
    const { [name]: content } = files.contents;
    if (content !== undefined) return content;
    const names = files.names.slice(0, MOST_NAMES).join(', ') || 'none';
    throw new Error(
      `A .keras file must contain a ${name}. Received: a zip archive of ${names}. ${EXPECTED}`,
    );
  };
  const metadata = parseJson(strFromU8(file(METADATA)), METADATA);
  const config = parseJson(strFromU8(file(CONFIG)), CONFIG);
  const version = isObject(metadata) ? metadata.keras_version : undefined;
  const weights = stored ? movedToStart(bytes, stored) : file(WEIGHTS);
  return savedModel(config, version, readHdf5(weights, true).weights);
}

const MOST_NAMES = 6;
/** In bytes. */
const LARGEST_JSON = 2 ** 26;
/** Weights hardly compress: a file with a larger ratio is not a model. */
const LARGEST_RATIO = 100;

/** A file that is stored without compression, as Keras writes it: the bytes of the archive, without a copy. */
function movedToStart(bytes: Uint8Array<ArrayBuffer>, file: Uint8Array): Uint8Array {
  bytes.copyWithin(0, file.byteOffset, file.byteOffset + file.byteLength);
  return bytes;
}

function unpack(
  bytes: Uint8Array,
  wanted: readonly string[],
): {
  readonly names: readonly string[];
  readonly contents: Readonly<Record<string, Uint8Array>>;
} {
  const names: string[] = [];
  const contents = unzip(bytes, ({ name, originalSize }) => {
    names.push(name);
    if (!wanted.includes(name)) return false;
    const largest = name === WEIGHTS ? bytes.length * LARGEST_RATIO : LARGEST_JSON;
    if (originalSize <= largest) return true;
    throw new Error(`The ${name} of the .keras file is too large. Received: ${originalSize} bytes`);
  });
  return { names, contents };
}

function unzip(
  bytes: Uint8Array,
  filter: (file: UnzipFileInfo) => boolean,
): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    const { code, message } = error as Partial<FlateError>;
    if (typeof code !== 'number') throw error;
    throw new Error(`The zip archive is truncated or damaged: ${message}. ${EXPECTED}`);
  }
}
