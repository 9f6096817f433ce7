import { FLOAT_BYTES } from '../../compilers/webassembly/assembler.js';
import { type Run, runRows } from '../../compilers/webassembly/compiled_kernels.js';
import type { Rows } from '../../kernels/broadcast.js';
import { floatsOf, PIECE_BYTES } from './memory.js';

/** The result, computed with everything in the memory at once; `undefined` if it does not fit. */
export function runAtOnce(
  run: Run,
  memory: WebAssembly.Memory,
  rows: Rows,
  inputs: readonly Float32Array[],
  scalars: readonly number[],
): Float32Array | undefined {
  const { size } = rows;
  const floats = floatsOf(memory);
  if (size * (inputs.length + 1) * FLOAT_BYTES > PIECE_BYTES) return undefined;
  const pointers = [0];
  for (let i = 0; i < inputs.length; i++) {
    floats.set(inputs[i], (i + 1) * size);
    pointers.push((i + 1) * size * FLOAT_BYTES);
  }
  runRows(run, rows, pointers, scalars);
  return floats.slice(0, size);
}

/** Runs as many whole rows at a time as fit in the memory, or pieces of rows if none fits. */
export function runInPieces(
  run: Run,
  memory: WebAssembly.Memory,
  { size, length, repeats }: Rows,
  inputs: readonly Float32Array[],
  scalars: readonly number[],
  output: Float32Array,
): void {
  const floats = floatsOf(memory);
  const arrays = inputs.length + 1;
  const usual = Math.floor(PIECE_BYTES / FLOAT_BYTES / arrays);
  const room = length <= usual ? usual : Math.min(length, Math.floor(floats.length / arrays));
  const holdsRows = length <= room;
  const piece = holdsRows ? room - (room % length) : room;
  const pointers = [0];
  for (let array = 1; array < arrays; array++) pointers.push(array * room * FLOAT_BYTES);
  for (let start = 0; start < size; ) {
    const inRow = holdsRows ? 0 : start % length;
    const count = Math.min(piece, size - start, holdsRows ? size : length - inRow);
    for (let i = 0; i < inputs.length; i++) {
      const from = repeats[i] ? inRow : start;
      const end = Math.min(from + count, inputs[i].length);
      if (!repeats[i] || !holdsRows || start === 0) {
        floats.set(inputs[i].subarray(from, end), (i + 1) * room);
      }
    }
    runRows(run, { size: count, length, repeats }, pointers, scalars);
    output.set(floats.subarray(0, count), start);
    start += count;
  }
}
