import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { isObject } from '../config/serialized.js';
import { joined } from './bytes.js';

// The source of a model: its bytes, whatever they mean.

/** The path or the URL of a file, a `File` or `Blob`, or bytes. */
export type FileSource = string | Blob | ArrayBuffer | Uint8Array;

/**
 * A model that Keras saved or that the converter wrote: the path or the URL of a `.keras`, `.h5` or `model.json`
 * file, a `File` or its bytes, an IO handler of tfjs, or the config of a model, as the string that `model.to_json()`
 * returns, or parsed.
 */
export type KerasSource = FileSource | tf.io.IOHandler | ModelConfig;

/** The JSON of a model, parsed. */
export interface ModelConfig {
  /** `Sequential`, or `Functional`. */
  readonly class_name: string;
  /** The arguments of the model, with its layers. */
  readonly config: object;
}

/** Whether a string is JSON rather than a path. */
export function isJson(source: unknown): source is string {
  return typeof source === 'string' && /^\s*\{/.test(source);
}

/** Whether a source is an IO handler of tfjs that can load. */
export function isHandler(source: unknown): source is Required<tf.io.IOHandler> {
  return isObject(source) && typeof source.load === 'function';
}

/** @throws When the source cannot be read, or is of another type. */
export async function readBytes(source: unknown): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source === 'string') return readPath(source);
  if (source instanceof Uint8Array) return viewOf(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (isBlob(source)) return new Uint8Array(await source.arrayBuffer());
  throw new TypeError(
    'A Keras model must be a path, a URL, a File, bytes, or an IO handler of tfjs. ' +
      `Received: ${show(source)}`,
  );
}

/** As a plain `Uint8Array`, without the methods of a Node `Buffer`. */
function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

function isBlob(source: unknown): source is Blob {
  return isObject(source) && typeof source.arrayBuffer === 'function';
}

/**
 * The bytes of files, concatenated. Files on disk are read directly to their position.
 *
 * @throws When a file cannot be read.
 */
export async function readFiles(paths: readonly string[]): Promise<ArrayBuffer> {
  if (!paths.some(isOnDisk)) return joined(await Promise.all(paths.map(readPath)));
  const { stat, open } = await nodeFiles();
  const stats: readonly { readonly size: number }[] = await Promise.all(
    paths.map((path) => stat(pathOrUrl(path))),
  );
  const all = new Uint8Array(stats.reduce((sum, { size }) => sum + size, 0));
  let end = 0;
  for (const [i, { size }] of stats.entries()) {
    const file = await open(pathOrUrl(paths[i]));
    try {
      for (const last = end + size; end < last; ) {
        const { bytesRead } = await file.read(all, end, last - end);
        if (bytesRead === 0) throw new Error(`The file ${paths[i]} is truncated`);
        end += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
  return all.buffer;
}

function pathOrUrl(path: string): string | URL {
  return path.startsWith('file:') ? new URL(path) : path;
}

/** The name is a variable, because bundlers for browsers must not resolve this module. */
function nodeFiles() {
  const files = 'node:fs/promises';
  return import(/* webpackIgnore: true */ /* @vite-ignore */ files);
}

/** The path or URL of a file in the same folder as another. */
export function beside(source: string, path: string): string {
  if (SCHEME.test(source)) return new URL(path, source).href;
  return source.replace(/[^/\\]*$/, '') + path;
}

/** A URL starts with a scheme of more than one letter: one letter is a drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function readPath(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return isOnDisk(path) ? readFromDisk(path) : download(path);
}

function isOnDisk(path: string): boolean {
  return path.startsWith('file:') || (!SCHEME.test(path) && isNode());
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

async function readFromDisk(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = await nodeFiles();
  try {
    return viewOf(await readFile(pathOrUrl(path)));
  } catch (error) {
    if (!isObject(error) || error.code !== 'EISDIR') throw error;
    throw new Error(
      `${path} is a folder, such as a TensorFlow SavedModel. Expected: a .keras, .h5 or model.json file, as written by ` +
        "model.save('model.keras')",
    );
  }
}

async function download(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`The model could not be fetched. Received: ${response.status} for ${url}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
