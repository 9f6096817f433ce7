import { isSerialized, type Serialized } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';

// cuDNN uses one column-major matrix for each gate, and adds two biases.

/** The form of a weight in a file, if it differs from that in tfjs. */
export interface SavedForm {
  readonly shape: readonly number[];
  /** Its values in the order of tfjs. */
  readonly read: (weight: SavedWeight) => Float32Array;
}

/** The number of gates of each class, whose matrices are concatenated. */
const GATES: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3 };

/**
 * The saved form of a weight of a layer, or of the layer that it wraps, for cuDNN.
 *
 * @param kind The last part of its name.
 * @param shape Its shape in tfjs.
 */
export function formInCudnn(
  layer: Serialized,
  kind: string | undefined,
  shape: readonly number[],
): SavedForm | undefined {
  const { ofCudnn, class_name, config } = layer;
  if (isSerialized(config.layer)) return formInCudnn(config.layer, kind, shape);
  if (ofCudnn !== true) return undefined;
  if (kind === 'bias') return biasInCudnn(shape);
  const rowOf = kind === 'kernel' ? inColumns : transposed;
  return { shape, read: ({ values }) => byGates(values, shape, GATES[class_name], rowOf) };
}

/** LSTM uses the sum of the two biases, GRU uses both. */
function biasInCudnn(shape: readonly number[]): SavedForm {
  const [size] = shape.slice(-1);
  const isSum = shape.length === 1;
  return {
    shape: [2 * size],
    read: ({ values }) =>
      isSum ? values.slice(0, size).map((value, i) => value + values[size + i]) : values,
  };
}

/** Maps an entry of the matrix of a gate to the saved entry. */
type Entry = (row: number, column: number, rows: number, columns: number) => readonly number[];

const inColumns: Entry = (row, column, rows, columns) => {
  const place = column * rows + row;
  return [Math.floor(place / columns), place % columns];
};

const transposed: Entry = (row, column) => [column, row];

function byGates(
  values: Float32Array,
  [rows, width]: readonly number[],
  gates: number,
  entryFor: Entry,
): Float32Array {
  const columns = width / gates;
  return values.map((_, i) => {
    const [row, gate] = [Math.floor(i / width), Math.floor((i % width) / columns)];
    const [savedRow, savedColumn] = entryFor(row, i % columns, rows, columns);
    return values[savedRow * width + gate * columns + savedColumn];
  });
}
