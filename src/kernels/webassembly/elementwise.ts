import type { Expression } from '../../formula/expression.js';
import { Code } from './assembler.js';
import { lowerToInstructions } from './lower.js';
import { VectorExpression } from './vector_expression.js';

const FLOAT_BYTES = 4;
const VECTOR_BYTES = 16;
/** Vectors that one turn of the main loop computes: their long chains of operations overlap. */
const VECTORS_A_TURN = 4;

/**
 * A WebAssembly function that computes an elementwise formula, four floats a vector:
 * `run(count, output, ...inputs, ...scalars)`, with the byte offsets of the arrays. It writes the
 * elements asked for and not a byte more, since another tensor may begin right behind them.
 *
 * @param inputs The variables that are arrays.
 * @param scalars The variables that are scalar parameters.
 * @returns The bytes of a module that imports `env.memory` and exports `run`.
 */
export function compileElementwise(
  expression: Expression,
  inputs: readonly string[],
  scalars: readonly string[],
  sharedMemory: boolean,
): Uint8Array<ArrayBuffer> {
  const code = new Code([
    'i32',
    'i32',
    ...inputs.map(() => 'i32' as const),
    ...scalars.map(() => 'f32' as const),
  ]);
  const [count, output, firstInput] = [0, 1, 2];
  const firstScalar = firstInput + inputs.length;
  const value = new VectorExpression(
    code,
    lowerToInstructions(expression, new Set(scalars)),
    new Map(scalars.map((name, index) => [name, firstScalar + index])),
  );
  const offset = code.local('i32');
  const end = code.local('i32');

  /** Repeats while a whole step is left. */
  const loop = (step: number, body: () => void): void => {
    code.get(count).i32(-step).emit('i32.and').i32(FLOAT_BYTES).emit('i32.mul').set(end);
    code.while(offset, end, step * FLOAT_BYTES, body);
  };
  const vectors = (number: number): void =>
    loop((number * VECTOR_BYTES) / FLOAT_BYTES, () => {
      for (let distance = 0; distance < number * VECTOR_BYTES; distance += VECTOR_BYTES) {
        code.address(output, offset);
        value.push((name) => {
          code.address(firstInput + inputs.indexOf(name), offset).memory('v128.load', distance);
        });
        code.memory('v128.store', distance);
      }
    });
  vectors(VECTORS_A_TURN);
  vectors(1);
  loop(1, () => {
    code.address(output, offset);
    value.push((name) => {
      code.address(firstInput + inputs.indexOf(name), offset).memory('v128.load32_zero');
    });
    code.memory('v128.store32_lane').lane(0);
  });
  return code.module(sharedMemory);
}
