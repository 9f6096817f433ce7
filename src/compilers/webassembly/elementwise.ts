import { countUses, type Expression } from '../../formula/expression.js';
import type { Step } from './array_code.js';
import { lowerToInstructions } from './lower.js';
import { RowCode } from './row_code.js';
import type { Target } from './target.js';
import { VectorExpression } from './vector_expression.js';

/** The possible numbers of vectors in a turn of the main loop: with fewer, the module is smaller and slower. */
export const VECTORS_A_TURN = [4, 1, 0] as const;

/** With at most this many nodes, the processor has time to prefetch by itself. */
const FEW_NODES = 16;

/**
 * A function that computes an elementwise formula: `run(rows, length, output, ...inputs, ...scalars)`.
 *
 * @param inputs The variables that are arrays.
 * @param repeats For each input, whether it is one row that is read again for every row.
 * @param scalars The variables that are scalar parameters.
 * @param vectorsATurn One of `VECTORS_A_TURN`.
 * @returns The bytes of a module that imports `env.memory` and exports `run`.
 */
export function compileElementwise(
  expression: Expression,
  inputs: readonly string[],
  repeats: readonly boolean[],
  scalars: readonly string[],
  target: Target,
  vectorsATurn: number = VECTORS_A_TURN[0],
): Uint8Array<ArrayBuffer> {
  const instructions = lowerToInstructions(expression, target, scalars);
  const isLong = countUses(instructions).size > FEW_NODES;
  const code = new RowCode(repeats, scalars.length, isLong);
  const value = new VectorExpression(
    code,
    instructions,
    new Map(scalars.map((name, index) => [name, code.scalar(index)])),
  );
  const read = (index: number) => (name: string) => code.load(inputs.indexOf(name), index);
  const step: Step = (indices) => {
    value.forEach(indices, read, (value, index) => code.store(value, index));
  };
  code.rows(() => code.pass(step, undefined, vectorsATurn));
  return code.module(target.sharedMemory);
}
