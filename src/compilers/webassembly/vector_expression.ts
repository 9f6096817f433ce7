import {
  type Constant,
  constant,
  countUses,
  type Expression,
  isConditional,
  type Operation,
} from '../../formula/expression.js';
import type { Code, Instruction } from './assembler.js';
import { instructionOf } from './lower.js';

const ZERO = constant(0);

/** How many vectors are computed side by side: of an expression that needs at most `NARROW` registers, and of others. */
const SIDE_BY_SIDE = { narrow: 4, wide: 2 };
const NARROW = 10;

/** A lowered expression as instructions that leave its value, a vector, on the stack. */
export class VectorExpression {
  /** The locals that hold constants and scalar parameters: set once, before any loop. */
  private readonly uniforms = new Map<Expression, number>();
  /** The locals of values that are read more than once. */
  private readonly shared = new Map<Expression, number>();
  /** The locals of the values of vectors that are computed side by side. */
  private readonly values: readonly number[];

  /**
   * Emits the code before any loop.
   *
   * @param scalars The locals of the scalar parameters, floats, keyed by name.
   */
  constructor(
    private readonly code: Code,
    private readonly root: Expression,
    scalars: ReadonlyMap<string, number> = new Map(),
  ) {
    for (const [node, times] of countUses(root, operandsOnStack)) {
      if (node.kind === 'constant') {
        this.uniforms.set(
          node,
          this.keep(() => code.v128(node.value)),
        );
      } else if (node.kind === 'variable' && scalars.has(node.name)) {
        const scalar = scalars.get(node.name) as number;
        this.uniforms.set(
          node,
          this.keep(() => code.get(scalar).emit('f32x4.splat')),
        );
      } else if (times > 1) {
        this.shared.set(node, code.local('v128'));
      }
    }
    const vectors = registersOf(root) > NARROW ? SIDE_BY_SIDE.wide : SIDE_BY_SIDE.narrow;
    this.values = Array.from({ length: vectors }, () => code.local('v128'));
  }

  /** A new local with the vector that `push` leaves on the stack. */
  private keep(push: () => void): number {
    push();
    const local = this.code.local('v128');
    this.code.set(local);
    return local;
  }

  /**
   * Emits the expression for each of these vectors, and `use` after it, which leaves the value with `push`.
   *
   * Several values are computed before the first is used. Each is a long chain of operations, of which one waits for
   * the other; engines interleave such chains, but not across a store, so a store after each would keep them apart.
   *
   * @param read Emits code that leaves the value of a variable on the stack, for a vector.
   */
  forEach(
    vectors: readonly number[],
    read: (vector: number) => (name: string) => void,
    use: (push: () => void, vector: number) => void,
  ): void {
    const { code, values } = this;
    for (let start = 0; start < vectors.length; start += values.length) {
      const group = vectors.slice(start, start + values.length);
      group.forEach((vector, i) => {
        this.push(read(vector));
        code.set(values[i]);
      });
      group.forEach((vector, i) => {
        use(() => code.get(values[i]), vector);
      });
    }
  }

  /**
   * Emits the expression.
   *
   * @param read Emits code that leaves the value of a variable on the stack.
   */
  push(read: (name: string) => void): void {
    const { code } = this;
    const done = new Set<Expression>();
    // The remaining steps, the next one last. Recursion could overflow the engine's stack.
    const steps: (() => void)[] = [];
    const push = (node: Expression): void => {
      const uniform = this.uniforms.get(node);
      const local = this.shared.get(node);
      if (uniform !== undefined) {
        code.get(uniform);
      } else if (local === undefined) {
        pushOnce(node);
      } else if (done.has(node)) {
        code.get(local);
      } else {
        done.add(node);
        steps.push(() => code.tee(local));
        pushOnce(node);
      }
    };
    const pushOnce = (node: Expression): void => {
      if (node.kind === 'variable') read(node.name);
      if (node.kind !== 'operation') return;
      const { op, args } = node;
      steps.push(() => {
        if (isShift(op)) code.i32((args[1] as Constant).value);
        code.emit(instructionOf[op] ?? (op as Instruction));
        if (isConditional(node)) code.emit(selectionOf(node));
      });
      for (const operand of [...operandsOnStack(node)].reverse()) steps.push(() => push(operand));
    };
    push(this.root);
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) step();
  }
}

/** Shifts take a constant integer, which is not a vector. */
function operandsOnStack(operation: Operation): readonly Expression[] {
  const { op, args } = operation;
  if (isShift(op)) return args.slice(0, 1);
  return isConditional(operation) ? [...branchesOnStack(operation), args[0], args[1]] : args;
}

/** A branch that is 0 needs no selection: masking the other branch is one instruction less. */
function branchesOnStack({ args: [, , ifTrue, ifFalse] }: Operation): readonly Expression[] {
  if (ifTrue === ZERO) return [ifFalse];
  return ifFalse === ZERO ? [ifTrue] : [ifTrue, ifFalse];
}

/**
 * The number of registers that an engine needs, besides those of constants and scalars, if it orders the operations
 * by their distance to the result.
 */
function registersOf(root: Expression): number {
  const remainingUses = countUses(root, operandsOnStack);
  const alive = new Set([root]);
  let most = 1;
  // From the result backwards: an operand is alive from the last operation that reads it.
  const reversed = [root];
  for (const node of reversed) {
    alive.delete(node);
    for (const operand of node.kind === 'operation' ? operandsOnStack(node) : []) {
      if (operand.kind === 'constant') continue;
      alive.add(operand);
      const uses = (remainingUses.get(operand) as number) - 1;
      remainingUses.set(operand, uses);
      if (uses === 0) reversed.push(operand);
    }
    most = Math.max(most, alive.size);
  }
  return most;
}

function selectionOf({ args: [, , ifTrue, ifFalse] }: Operation): Instruction {
  if (ifTrue === ZERO) return 'v128.andnot';
  return ifFalse === ZERO ? 'v128.and' : 'v128.bitselect';
}

function isShift(op: string): boolean {
  return op === 'i32x4.shl' || op === 'i32x4.shr_s';
}
