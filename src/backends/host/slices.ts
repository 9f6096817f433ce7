import { FLOAT_BYTES } from '../../compilers/webassembly/assembler.js';
import type { Run } from '../../compilers/webassembly/compiled_kernels.js';
import type { SliceKernel } from '../../kernels/backend.js';
import type { Slices } from '../../kernels/slices.js';
import { compiledKernels, floatsOf, MOST_BYTES, memoryFor, newOutput } from './memory.js';
import { runInPieces } from './pieces.js';

/** Copying fewer slices at a time takes longer than allocating a larger memory. */
const NARROWEST_STRIP = 64;

/** Runs a kernel over slices; `undefined` if WebAssembly or the memory for it is refused. */
export function computeSlicesOnHost(
  { formulas, slices: { length, inner } }: Pick<SliceKernel, 'formulas' | 'slices'>,
  values: readonly Float32Array[],
): Float32Array | undefined {
  // Adjacent slices are copied to the memory together, as many as fit.
  const block = length * inner;
  const arrays = values.length + 1;
  const most = Math.floor(MOST_BYTES / FLOAT_BYTES / arrays / length);
  const isInStrips = most < inner && most >= NARROWEST_STRIP;
  const width = isInStrips ? most : inner;
  const kernels = compiledKernels();
  const memory = kernels && memoryFor(width * length * arrays * FLOAT_BYTES, kernels);
  const run = memory && kernels.slices(formulas, length, width, memory);
  if (memory === undefined || run === undefined) return undefined;
  const output = newOutput(values[0].length);
  if (isInStrips) {
    runInStrips(run, memory, width, { length, inner }, values, output);
    return output;
  }
  const blocks = { size: output.length, length: block, repeats: values.map(() => false) };
  const runBlocks: Run = (outer, _, ...pointers) => run(outer, ...pointers);
  runInPieces(runBlocks, memory, blocks, values, [], output);
  return output;
}

/** Runs adjacent slices, `width` at a time; some of the last ones are run twice. */
function runInStrips(
  run: Run,
  memory: WebAssembly.Memory,
  width: number,
  { length, inner }: Pick<Slices, 'length' | 'inner'>,
  inputs: readonly Float32Array[],
  output: Float32Array,
): void {
  const floats = floatsOf(memory);
  const room = width * length;
  const pointers = inputs.map((_, i) => (i + 1) * room * FLOAT_BYTES);
  for (let block = 0; block < output.length; block += length * inner) {
    for (let column = 0; column < inner; column += width) {
      const first = block + Math.min(column, inner - width);
      for (let row = 0; row < length; row++) {
        const from = first + row * inner;
        inputs.forEach((values, i) => {
          floats.set(values.subarray(from, from + width), (i + 1) * room + row * width);
        });
      }
      run(1, 0, ...pointers);
      for (let row = 0; row < length; row++) {
        output.set(floats.subarray(row * width, (row + 1) * width), first + row * inner);
      }
    }
  }
}
