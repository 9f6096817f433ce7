import { type Expression, traverse } from '../../formula/expression.js';
import { Code, type Instruction, lanes, unsigned } from './assembler.js';
import { instructionOf, lowerToInstructions } from './lower.js';

/**
 * Computes `count` elements at the byte offset `output` of the memory from the inputs at theirs.
 * After the offsets of the inputs come the scalar parameters.
 */
export type Run = (count: number, output: number, ...inputsAndScalars: number[]) => void;

const FLOAT_BYTES = 4;
const VECTOR_BYTES = 16;
/** Vectors that one turn of the main loop computes: their long chains of operations overlap. */
const VECTORS_A_TURN = 4;

/**
 * One WebAssembly function that computes an elementwise formula, four floats a vector. It writes
 * the elements asked for and not a byte more, since another tensor may begin right behind them.
 *
 * @param inputs The variables that are arrays.
 * @param scalars The variables that are scalar parameters.
 * @returns The bytes of a module that imports `env.memory` and exports `run`, a {@link Run}.
 */
export function compile(
  expression: Expression,
  inputs: readonly string[],
  scalars: readonly string[],
  sharedMemory: boolean,
): Uint8Array<ArrayBuffer> {
  const lowered = lowerToInstructions(expression, new Set(scalars));
  const code = new Code([
    'i32',
    'i32',
    ...inputs.map(() => 'i32' as const),
    ...scalars.map(() => 'f32' as const),
  ]);
  const [count, output, firstInput] = [0, 1, 2];
  const firstScalar = firstInput + inputs.length;

  const offset = code.local('i32');
  const end = code.local('i32');
  const uniforms = new Map<Expression, number>();
  const uses = countUses(lowered);
  for (const [node, times] of uses) {
    if (times === 0) continue;
    if (node.kind === 'constant') {
      code.emit('v128.const', ...lanes(node.value));
    } else if (node.kind === 'variable' && scalars.includes(node.name)) {
      code.get(firstScalar + scalars.indexOf(node.name)).emit('f32x4.splat');
    } else {
      continue;
    }
    const local = code.local('v128');
    code.set(local);
    uniforms.set(node, local);
  }
  const shared = new Map<Expression, number>();
  for (const [node, times] of uses) {
    if (times > 1 && !uniforms.has(node)) shared.set(node, code.local('v128'));
  }

  /** Leaves on the stack the vector (or the lane) that lies `distance` bytes from the offset. */
  const compute = (load: Instruction, distance: number): void => {
    const done = new Set<Expression>();
    const push = (node: Expression): void => {
      const local = uniforms.get(node) ?? shared.get(node);
      if (local !== undefined && (uniforms.has(node) || done.has(node))) {
        code.get(local);
        return;
      }
      pushOnce(node);
      if (local !== undefined) {
        code.tee(local);
        done.add(node);
      }
    };
    const pushOnce = (node: Expression): void => {
      if (node.kind === 'constant') throw new Error('Constants are uniforms');
      if (node.kind === 'variable') {
        code
          .get(firstInput + inputs.indexOf(node.name))
          .get(offset)
          .emit('i32.add');
        code.emit(load, ...memoryOperand(distance));
        return;
      }
      const { op, args } = node;
      const instruction = instructionOf[op] ?? (op as Instruction);
      if (op === '<' || op === '<=') {
        push(args[2]);
        push(args[3]);
        push(args[0]);
        push(args[1]);
        code.emit(instruction).emit('v128.bitselect');
      } else if (isShift(op)) {
        push(args[0]);
        code.i32(shiftDistance(args[1])).emit(instruction);
      } else {
        args.forEach(push);
        code.emit(instruction);
      }
    };
    push(lowered);
  };

  /** Runs while a whole step of `stepBytes` is left. */
  const loop = (stepBytes: number, body: () => void): void => {
    code
      .get(count)
      .i32(-stepBytes / FLOAT_BYTES)
      .emit('i32.and');
    code.i32(2).emit('i32.shl');
    code.set(end);
    code.get(offset).get(end).emit('i32.lt_u').emit('if').emit('loop');
    body();
    code.get(offset).i32(stepBytes).emit('i32.add').tee(offset);
    code.get(end).emit('i32.lt_u').emit('br_if', 0).emit('end').emit('end');
  };
  const vectors = (number: number): void =>
    loop(number * VECTOR_BYTES, () => {
      for (let distance = 0; distance < number * VECTOR_BYTES; distance += VECTOR_BYTES) {
        code.get(output).get(offset).emit('i32.add');
        compute('v128.load', distance);
        code.emit('v128.store', ...memoryOperand(distance));
      }
    });
  vectors(VECTORS_A_TURN);
  vectors(1);
  loop(FLOAT_BYTES, () => {
    code.get(output).get(offset).emit('i32.add');
    compute('v128.load32_zero', 0);
    code.emit('v128.store32_lane', ...memoryOperand(0), 0);
  });
  return code.module(sharedMemory);
}

/** A compiled formula, ready to run over a memory. */
export function instantiate(module: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Run {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  return instance.exports.run as Run;
}

/** How often each node is read, by operations or, the root, as the result. */
function countUses(root: Expression): Map<Expression, number> {
  const uses = new Map<Expression, number>([[root, 1]]);
  traverse<void>(root, (node) => {
    if (!uses.has(node)) uses.set(node, 0);
    if (node.kind !== 'operation') return;
    const operands = isShift(node.op) ? node.args.slice(0, 1) : node.args;
    for (const operand of operands) uses.set(operand, (uses.get(operand) ?? 0) + 1);
  });
  return uses;
}

function isShift(op: string): boolean {
  return op === 'i32x4.shl' || op === 'i32x4.shr_s';
}

/** Shifts take a plain integer, which is no vector. */
function shiftDistance(operand: Expression): number {
  if (operand.kind !== 'constant') throw new Error('A shift distance is a constant');
  return operand.value;
}

/** Alignment 2⁰ and a distance in bytes. Tensors need not lie on multiples of 16. */
function memoryOperand(distance: number): number[] {
  return [0, ...unsigned(distance)];
}
