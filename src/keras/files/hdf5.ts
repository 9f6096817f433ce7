import { type DataObjects, type Dataset, File, Group } from 'jsfive';
import { bufferOf } from './bytes.js';
import { arrayOf } from './hdf5_array.js';
import type { SavedWeight, SavedWeights } from './saved_model.js';

// Keras has two layouts of weights in HDF5. An `.h5` file has a group for each layer of the model, with a list of the
// names of its weights. `.keras` and `.weights.h5` files have groups that are nested like the objects, and numbered
// weights.

/** The content of an HDF5 file. */
export interface Hdf5Content {
  /** The config of a model, as a string. */
  readonly config: unknown;
  /** The version of Keras. */
  readonly version: unknown;
  readonly weights: SavedWeights;
}

/**
 * @param isOwned Whether nothing else reads the bytes.
 * @throws When it cannot be read.
 */
export function readHdf5(bytes: Uint8Array, isOwned: boolean): Hdf5Content {
  return reading(() => {
    checkLength(bytes);
    const file = new File(bufferOf(bytes), 'weights');
    const attributes = attributesOf(file);
    const root = file.keys.includes('model_weights') ? (file.get('model_weights') as Group) : file;
    const { keras_version: version = attributesOf(root).keras_version } = attributes;
    const isGrouped = root !== file || listsOf(root, 'layer_names').length > 0;
    const { backend = isGrouped ? backendByNames(root) : undefined } = attributes;
    const saved = {
      isOwned,
      ...(typeof version === 'string' && { version }),
      ...(typeof backend === 'string' && { backend }),
    };
    return {
      config: attributes.model_config,
      version,
      weights: isGrouped
        ? { ...saved, layout: 'groups', list: weightsOfLayers(root) }
        : { ...saved, layout: 'places', list: weightsIn(file, '', 0) },
    };
  });
}

/** Keras 1 does not save the backend; TensorFlow numbers the outputs of its operations, `dense_1_W:0`. */
function backendByNames(root: Group): string | undefined {
  const names = namesIn(root, 'layer_names').flatMap((group) =>
    namesIn(root.get(group) as Group, 'weight_names'),
  );
  if (names.length === 0) return undefined;
  return names.some((name) => name.endsWith(':0')) ? 'tensorflow' : 'theano';
}

/**
 * The superblock of a file contains its length; without this check, bytes after the end of a truncated file would be
 * misread.
 */
function checkLength({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const view = new DataView(buffer, byteOffset, byteLength);
  const end = Number(view.getBigUint64(view.getUint8(8) < 2 ? 40 : 28, true));
  if (end > byteLength) {
    throw new Error(`it is truncated. Expected: ${end} bytes. Received: ${byteLength}`);
  }
}

/** A model that is defined by code may have weights that belong to no layer. */
const WEIGHTS_OF_MODEL = 'top_level_model_weights';

function weightsOfLayers(root: Group): SavedWeight[] {
  const own = root.keys.filter((key) => key === WEIGHTS_OF_MODEL);
  return [...namesIn(root, 'layer_names'), ...own].flatMap((group) => {
    const layer = root.get(group) as Group;
    return namesIn(layer, 'weight_names').map((name) => ({
      name: name.replace(/:\d+$/, ''),
      group,
      ...arrayOf(layer.get(name) as Dataset),
    }));
  });
}

function namesIn(group: Group, key: string): string[] {
  return listsOf(group, key).flatMap((names) =>
    Array.isArray(names) ? names.map(withoutPadding) : [],
  );
}

/** A list of names. A long list is split: `weight_names0`, `weight_names1`. */
function listsOf(group: Group, key: string): unknown[] {
  const attributes = attributesOf(group);
  if (key in attributes) return [attributes[key]];
  const lists: unknown[] = [];
  for (let i = 0; `${key}${i}` in attributes; i++) lists.push(attributes[`${key}${i}`]);
  return lists;
}

/** h5py 2 pads names to equal length with NUL characters. */
function withoutPadding(name: unknown): string {
  return String(name).split('\0', 1)[0];
}

/** Layers are never nested so deeply, but links may form a cycle. */
const DEEPEST = 64;

function weightsIn(group: Group, path: string, depth: number): SavedWeight[] {
  if (depth > DEEPEST) throw new Error('its groups are nested too deeply');
  return group.keys.flatMap((key) => {
    const item = group.get(key);
    const name = path === '' ? key : `${path}/${key}`;
    return item instanceof Group ? weightsIn(item, name, depth + 1) : { name, ...arrayOf(item) };
  });
}

/**
 * The attributes of a group. Keras writes all strings in UTF-8, also those that h5py calls ASCII.
 *
 * @throws When they are in a heap, which jsfive ignores.
 */
function attributesOf(group: Group): Readonly<Record<string, unknown>> {
  const object = group._dataobjects;
  if (hasAttributesInHeap(object)) {
    throw new Error(`the attributes of ${group.name} are stored densely, which is not supported`);
  }
  object._global_heaps = heapsOf(object);
  const read = object._attr_value;
  if (!Object.hasOwn(object, '_attr_value')) {
    object._attr_value = (type, ...rest) => read.call(object, inUtf8(type), ...rest);
  }
  return group.attrs;
}

/** Many groups share one heap for their strings, which is read once. */
function heapsOf({ fh, _global_heaps }: DataObjects): object {
  const known = heaps.get(fh) ?? _global_heaps;
  heaps.set(fh, known);
  return known;
}

const heaps = new WeakMap<ArrayBuffer, object>();

function inUtf8(type: unknown): unknown {
  return Array.isArray(type) && type[0] === 'VLEN_STRING' ? [type[0], type[1], UTF8] : type;
}

const UTF8 = 1;

function hasAttributesInHeap(object: DataObjects): boolean {
  const [message] = object.find_msg_type(ATTRIBUTE_INFO);
  if (message === undefined) return false;
  const view = new DataView(object.fh, message.get('offset_to_message'));
  const hasLargestIndex = (view.getUint8(1) & 1) === 1;
  return view.getBigUint64(hasLargestIndex ? 4 : 2, true) !== NOWHERE;
}

const ATTRIBUTE_INFO = 21;
const NOWHERE = 2n ** 64n - 1n;

/** jsfive throws strings, and JavaScript errors, for unknown formats. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isSaid = error instanceof Error && error.constructor === Error;
    throw new Error(
      'The HDF5 file cannot be read: ' +
        (isSaid ? reason : `it is damaged or not in the default format of h5py (${reason})`),
    );
  }
}
