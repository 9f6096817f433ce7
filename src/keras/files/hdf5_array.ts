import type { DataObjects, Dataset } from 'jsfive';
import { show } from '../../arguments/show.js';
import { product } from '../../kernels/broadcast.js';
import { floatsIn, IS_LITTLE_ENDIAN } from './bytes.js';

// The numbers of an HDF5 dataset. jsfive reads them, but confuses formats of the same size, and omits values that
// were never written.

export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** @throws When they are not numbers, or of an unknown format. */
export function arrayOf(dataset: Dataset): NumberArray {
  const { shape, _dataobjects: object } = dataset;
  const length = product(shape);
  const type = typeOf(object, offsetOf(object, DATATYPE), dataset);
  const stored = type === '<f4' ? storedFloats(object, length) : undefined;
  if (stored) return { shape, values: stored };
  if (type.includes('bf')) {
    Object.defineProperty(object, 'dtype', { value: type.replace('bf', 'u') });
    return { shape, values: fromBfloat16(written(dataset, length)) };
  }
  return { shape, values: written(dataset, length) };
}

// Message numbers in the header of an object.
const DATATYPE = 3;
const LAYOUT = 8;

function offsetOf(object: DataObjects, message: number): number {
  const [first] = object.find_msg_type(message);
  if (first === undefined) throw new Error('A dataset must have a type and a layout');
  return first.get('offset_to_message') as number;
}

/** In the notation of jsfive, with `<bf2` for bfloat16. */
function typeOf({ fh }: DataObjects, offset: number, dataset: Dataset): string {
  const view = new DataView(fh, offset);
  const kind = view.getUint8(0) & 15;
  const order = view.getUint8(1) & 1 ? '>' : '<';
  const size = view.getUint32(4, true);
  if (kind === 0) return `${order}${view.getUint8(1) & 8 ? 'i' : 'u'}${size}`;
  if (kind === 1) {
    const format = FLOATS[[12, 13, 14, 15].map((at) => view.getUint8(at)).join()];
    if (format !== undefined) return order + format;
  }
  if (kind === 8) return typeOf(dataset._dataobjects, offset + 8, dataset); // An enumeration, such as booleans.
  // h5py has no type for bfloat16, and writes opaque bytes.
  if (kind === 5 && size === 2 && (dataset.attrs.dtype ?? 'bfloat16') === 'bfloat16') return '<bf2';
  throw new Error(
    `the weight ${dataset.name} has a type that is not supported. Expected: numbers of at most 64 bits. ` +
      `Received: ${KINDS[kind] ?? 'a type'} of ${size} bytes${'dtype' in dataset.attrs ? ` (${show(dataset.attrs.dtype)})` : ''}`,
  );
}

/** Keyed by the position and the size of the exponent, and of the mantissa. */
const FLOATS: Readonly<Record<string, string>> = {
  '10,5,0,10': 'f2',
  '7,8,0,7': 'bf2',
  '23,8,0,23': 'f4',
  '52,11,0,52': 'f8',
};

const KINDS: Readonly<Record<number, string>> = {
  1: 'a floating-point number',
  3: 'a string',
  5: 'opaque bytes',
  6: 'a compound value',
  9: 'a variable-length list',
};

/** Floats that are stored contiguously in the file, without a copy. */
function storedFloats(object: DataObjects, length: number): Float32Array | undefined {
  const { fh } = object;
  const view = new DataView(fh, offsetOf(object, LAYOUT));
  const isContiguous = view.getUint8(0) >= 3 && view.getUint8(1) === 1;
  if (!isContiguous || length === 0) return undefined;
  const address = Number(view.getBigUint64(2, true));
  const isThere = address + 4 * length <= fh.byteLength; // It has no address before it is written.
  return isThere && IS_LITTLE_ENDIAN ? floatsIn(fh, address, length) : undefined;
}

/** Values that were never written are the fill value. */
function written(dataset: Dataset, length: number): Float32Array {
  const { value } = dataset;
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = value[i] ?? dataset.fillvalue;
  return values;
}

/** A bfloat16 is the upper half of a float. */
function fromBfloat16(halves: Float32Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half * 2 ** 16).buffer);
}
