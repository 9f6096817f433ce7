import { evaluator } from '../../formula/evaluate.js';
import type { ElementwiseKernel } from '../../kernels/backend.js';
import { rowsIn, rowsOf } from '../../kernels/broadcast.js';

/**
 * Computes an elementwise formula in float64 loops, for environments where a content security policy forbids
 * WebAssembly, or it lacks SIMD.
 */
export function interpret(
  kernel: ElementwiseKernel,
  values: readonly Float32Array[],
): Float32Array {
  const { formula, names, scalars } = kernel;
  const rows = rowsOf(kernel);
  const arrays = rowsIn(values, kernel, rows);
  const evaluate = evaluator(formula.expression, [...names, ...Object.keys(scalars)]);
  const operands = [...names.map(() => 0), ...Object.values(scalars)];
  return new Float32Array(rows.size).map((_, i) => {
    arrays.forEach((array, input) => {
      operands[input] = array[rows.repeats[input] ? i % rows.length : i];
    });
    return evaluate(...operands);
  });
}
