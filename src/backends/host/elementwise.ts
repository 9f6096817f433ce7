import type { Run } from '../../compilers/webassembly/compiled_kernels.js';
import type { ElementwiseKernel } from '../../kernels/backend.js';
import { rowsIn, rowsOf } from '../../kernels/broadcast.js';
import { compiledKernels, newOutput } from './memory.js';
import { runAtOnce, runInPieces } from './pieces.js';

// Runs over arrays in JavaScript's memory. Plain loops over formulas with branches are slow, so a WebAssembly
// function does the arithmetic, over a small memory that stays in the processor's cache: copy a piece in, run, copy
// the result out.

/**
 * Prepares the computation of an elementwise formula from the values of its inputs. It returns `undefined` if
 * WebAssembly or the memory for it is refused.
 */
export function preparedOnHost(
  kernel: ElementwiseKernel,
): (values: readonly Float32Array[]) => Float32Array | undefined {
  const { formula, names, scalars } = kernel;
  const rows = rowsOf(kernel);
  const numbers = Object.values(scalars);
  let compute: Run | undefined;
  return (values) => {
    const kernels = compiledKernels();
    compute ??= kernels?.elementwise(formula, names, rows.repeats);
    if (kernels === undefined || compute === undefined) return undefined;
    const { memory } = kernels;
    const arrays = rowsIn(values, kernel, rows);
    const result = runAtOnce(compute, memory, rows, arrays, numbers);
    if (result !== undefined) return result;
    const output = newOutput(rows.size);
    runInPieces(compute, memory, rows, arrays, numbers, output);
    return output;
  };
}
