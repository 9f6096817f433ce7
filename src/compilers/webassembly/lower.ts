import {
  abs,
  add,
  constant,
  type Expression,
  isOperation,
  mul,
  operation,
  select,
  sub,
  traverse,
} from '../../formula/expression.js';
import { lower, type Rewrite, WITH_SIGN_OF } from '../../formula/lower.js';
import {
  circularFunctions,
  errorFunctions,
  LN2_HIGH,
  LN2_LOW,
  polynomial,
  softplus,
} from '../approximations.js';
import { EXPM1_OF_NON_POSITIVE, knowingTheSign } from '../bounded_exponentials.js';
import { exponentials } from '../exponentials.js';
import { extreme } from '../extremes.js';
import type { Instruction } from './assembler.js';
import type { Target } from './target.js';

/** The words that are one instruction. Conditionals are two: a comparison and a bit selection. */
export const instructionOf: Readonly<Record<string, Instruction>> = {
  '+': 'f32x4.add',
  '-': 'f32x4.sub',
  '*': 'f32x4.mul',
  '/': 'f32x4.div',
  neg: 'f32x4.neg',
  '<': 'f32x4.lt',
  '<=': 'f32x4.le',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
};

const call = (instruction: Instruction, ...args: Expression[]): Expression =>
  operation(instruction, ...args);

/** The integer with the bits of a float, as the float with these bits, which `v128.const` holds. */
function bits(pattern: number): Expression {
  return constant(new Float32Array(Uint32Array.of(pattern).buffer)[0]);
}

/**
 * The integer n that is nearest to t; and 2ⁿ, or half of it.
 *
 * Adding 1.5 · 2²³ to a float rounds it to an integer and leaves the integer in the low bits; with
 * the bias of a float's exponent added as well, shifting these bits left by 23 makes 2ⁿ.
 */
function round(t: Expression, isHalf: boolean): { n: Expression; power: Expression } {
  const magic = constant(1.5 * 2 ** 23 + (isHalf ? 126 : 127));
  const shifted = add(t, magic);
  return { n: sub(shifted, magic), power: call('i32x4.shl', shifted, constant(23)) };
}

/** pmin and pmax keep the first operand if it is NaN. */
const atLeast = (x: Expression, least: number) => call('f32x4.pmax', x, constant(least));

/**
 * eˣ - 1 for x ≤ 0, which needs less work than for any x: from 2ᵗ where t = x log₂e, t = n + f with |f| ≤ ½, and q =
 * 2ᶠ - 1. The rounding of t causes an error of eˣ that grows with |x|, but here it is at most half a unit in the last
 * place.
 *
 * The polynomial is minimax for (2ᶠ - 1) / f, with a relative error of 1.1e-8.
 */
const expm1OfNonPositive: Rewrite = ([x]) => {
  const t = mul(atLeast(x, -18), constant(Math.LOG2E));
  const { n, power } = round(t, false);
  const f = sub(t, n);
  const ratio = polynomial(
    f,
    [
      0.6931471879267, 0.2402264979496, 0.05550357433643, 0.009618237494907, 0.001339073547761,
      0.0001540351236755,
    ],
  );
  return add(mul(power, mul(f, ratio)), sub(power, constant(1)));
};

const rewrites: Partial<Record<string, Rewrite>> = {
  ...errorFunctions,
  softplus,
  ...circularFunctions((x) => call('f32x4.floor', x)),

  ...exponentials({
    // The exponent of half of e^-87.4 and less is 0, so results below 1.2e-38 become 0.
    leastOfExp: -87.5,
    round,
    scale: (power, q) => add(mul(power, q), power),
    atLeast,
    atLeastIfNumber: atLeast,
    atMost: (x, most) => call('f32x4.pmin', x, constant(most)),
  }),
  [EXPM1_OF_NON_POSITIVE]: expm1OfNonPositive,

  // The sign of x is the bit in which it and |x| differ.
  [WITH_SIGN_OF]: ([size, x]) => call('v128.or', size, call('v128.xor', x, abs(x))),

  /**
   * x = 2ᵏ (1 + f) with 1 + f between √½ and √2, so log x = k ln 2 + log(1 + f). The polynomial is
   * minimax for (log(1 + f) - f + f²/2) / f³, with a relative error of 6e-9 in log(1 + f).
   */
  log: ([x]) => {
    const tiny = constant(2 ** -126);
    const normal = select('<', x, tiny, mul(x, constant(2 ** 23)), x);
    const k = call('i32x4.shr_s', call('i32x4.sub', normal, bits(0x3f3504f3)), constant(23));
    const mantissa = call('i32x4.sub', normal, call('i32x4.shl', k, constant(23)));
    const exponent = sub(
      call('f32x4.convert_i32x4_s', k),
      select('<', x, tiny, constant(23), constant(0)),
    );
    const f = sub(mantissa, constant(1));
    const square = mul(f, f);
    const tail = polynomial(
      f,
      [
        0.333333317079, -0.250008210318, 0.20001226866, -0.166233574124, 0.142017582403,
        -0.131601820794, 0.127615754034, -0.0763449520566,
      ],
    );
    const small = add(
      sub(mul(exponent, LN2_LOW), mul(constant(0.5), square)),
      mul(mul(square, f), tail),
    );
    const log = add(mul(exponent, LN2_HIGH), add(f, small));
    // Zero, negative numbers, infinity and NaN, which the computation above does not handle.
    const infinite = select('<=', constant(Infinity), x, x, log);
    const zero = select('<=', x, constant(0), constant(-Infinity), infinite);
    const negative = select('<', x, constant(0), constant(Number.NaN), zero);
    return select('<=', constant(-Infinity), x, negative, x);
  },
};

/**
 * `a * b + c` and `c - a * b` as one instruction each. Whether it rounds the product is up to the processor. A
 * product that is also read elsewhere is computed separately too, at no additional cost.
 */
function fuse(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind !== 'operation') return node;
    const [a, b] = args;
    if (node.op === '+' && a !== b) {
      if (isOperation(b, '*')) return call('f32x4.relaxed_madd', ...b.args, a);
      if (isOperation(a, '*')) return call('f32x4.relaxed_madd', ...a.args, b);
    }
    if (node.op === '-' && isOperation(b, '*')) return call('f32x4.relaxed_nmadd', ...b.args, a);
    return operation(node.op, ...args);
  });
}

/**
 * The expression in words that are WebAssembly instructions.
 *
 * @param scalars The variables that are scalar parameters: never NaN.
 */
export function lowerToInstructions(
  expression: Expression,
  { fusedMultiplyAdd }: Target,
  scalars: readonly string[] = [],
): Expression {
  // pmin and pmax are one x86 instruction each, min and max are many; but pmin and pmax keep only the NaN of the
  // first operand.
  const bound = (exact: Instruction, fast: Instruction): Rewrite =>
    extreme(
      (a, b) => call(fast, a, b),
      (a, b) => call(exact, a, b),
      scalars,
    );
  const has = (op: string) => op in instructionOf || op.includes('.');
  const lowered = lower(knowingTheSign(expression), has, {
    ...rewrites,
    min: bound('f32x4.min', 'f32x4.pmin'),
    max: bound('f32x4.max', 'f32x4.pmax'),
  });
  return fusedMultiplyAdd ? fuse(lowered) : lowered;
}
