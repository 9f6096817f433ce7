import { isSerialized, type Serialized } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';

// cuDNN takes a matrix for each gate, column by column, and adds two biases.

/** A weight as a file has it, where that is not how tfjs has it. */
export interface SavedForm {
  readonly shape: readonly number[];
  /** Its values in the order of tfjs. */
  readonly read: (weight: SavedWeight) => Float32Array;
}

/** How many gates each class has, whose matrices stand side by side. */
const GATES: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3 };

/**
 * How a weight of a layer, also of one that another wraps, is saved for cuDNN.
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

/** LSTM has the sum of the two biases, and GRU has both. */
function biasInCudnn(shape: readonly number[]): SavedForm {
  const [size] = shape.slice(-1);
  const isSum = shape.length === 1;
  return {
    shape: [2 * size],
    read: ({ values }) =>
      isSum ? values.slice(0, size).map((value, i) => value + values[size + i]) : values,
  };
}

/** For an entry of a matrix of a gate, the entry that is saved for it. */
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
