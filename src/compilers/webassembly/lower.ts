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
  expm1OfRest,
  LN2_HIGH,
  LN2_LOW,
  polynomial,
  softplus,
} from '../approximations.js';
import {
  EXP_OF_NON_POSITIVE,
  EXP_WITHOUT_OVERFLOW,
  EXPM1_OF_NON_POSITIVE,
  expWithoutOverflow,
  isBounded,
  isNonPositive,
  knowingTheSign,
} from '../bounded_exponentials.js';
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

/** The integer that a float's bits are, as the float with these bits: what `v128.const` holds. */
function bits(pattern: number): Expression {
  return constant(new Float32Array(Uint32Array.of(pattern).buffer)[0]);
}

/** `x` between two constants. pmin and pmax keep the first operand where it is NaN. */
function clamp(x: Expression, low: number, high: number): Expression {
  return call('f32x4.pmin', call('f32x4.pmax', x, constant(low)), constant(high));
}

/**
 * eˣ in parts: x = n ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ (1 + q) with q = eʳ - 1.
 *
 * Adding 1.5 · 2²³ to a float rounds it to an integer and leaves the integer in the low bits; with
 * the bias of a float's exponent added as well, shifting these bits left by 23 makes 2ⁿ.
 */
function exponential(x: Expression, bias: 126 | 127): { power: Expression; q: Expression } {
  const magic = constant(1.5 * 2 ** 23 + bias);
  const shifted = add(mul(x, constant(Math.LOG2E)), magic);
  const n = sub(shifted, magic);
  const r = sub(sub(x, mul(n, LN2_HIGH)), mul(n, LN2_LOW));
  return {
    power: call('i32x4.shl', shifted, constant(23)),
    q: expm1OfRest(r),
  };
}

/**
 * The same with less to do, from 2ᵗ where t = x log₂e: t = n + f with |f| ≤ ½, and q = 2ᶠ - 1. The
 * rounding of t is an error of eˣ that grows with |x|, so this is for where that does not show: in
 * eˣ - 1 for x ≤ 0 it is at most half a unit in the last place.
 *
 * The polynomial is minimax for (2ᶠ - 1) / f, with a relative error of 1.1e-8.
 */
function exponentialOfTwo(x: Expression, bias: 126 | 127): { power: Expression; q: Expression } {
  const magic = constant(1.5 * 2 ** 23 + bias);
  const t = mul(x, constant(Math.LOG2E));
  const shifted = add(t, magic);
  const f = sub(t, sub(shifted, magic));
  const ratio = polynomial(
    f,
    [
      0.6931471879267, 0.2402264979496, 0.05550357433643, 0.009618237494907, 0.001339073547761,
      0.0001540351236755,
    ],
  );
  return { power: call('i32x4.shl', shifted, constant(23)), q: mul(f, ratio) };
}

/** Below it, eˣ is 0 in float32. */
const atLeastMinus88 = (x: Expression): Expression => call('f32x4.pmax', x, constant(-88));

const twice = (x: Expression): Expression => operation('+', x, x);

const rewrites: Partial<Record<string, Rewrite>> = {
  ...errorFunctions,
  softplus,
  ...circularFunctions((x) => call('f32x4.floor', x)),

  // 2¹²⁸ is no float32 though e^88.7 is, so the power is made half as large. At -87.4 and below the
  // half's exponent is 0 and eˣ, less than 1.2e-38, becomes 0.
  exp: ([x]) => {
    if (isBounded(x)) return expWithoutOverflow(x);
    const { power: half, q } = exponential(clamp(x, -87.5, 89), 126);
    return twice(add(mul(half, q), half));
  },
  [EXP_OF_NON_POSITIVE]: ([x]) => expWithoutOverflow(x),
  [EXP_WITHOUT_OVERFLOW]: ([x]) => {
    const { power, q } = exponential(atLeastMinus88(x), 127);
    return add(mul(power, q), power);
  },

  // Below -18, eˣ - 1 is -1 to the last bit.
  expm1: ([x]) => {
    if (isNonPositive(x)) {
      const { power, q } = exponential(atLeastMinus88(x), 127); // The same that exp has.
      return add(mul(power, q), sub(power, constant(1)));
    }
    const { power: half, q } = exponential(clamp(x, -18, 89), 126);
    return twice(add(mul(half, q), sub(half, constant(0.5))));
  },
  [EXPM1_OF_NON_POSITIVE]: ([x]) => {
    const { power, q } = exponentialOfTwo(call('f32x4.pmax', x, constant(-18)), 127);
    return add(mul(power, q), sub(power, constant(1)));
  },

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
    // Zero, negative numbers, infinity and NaN, which the bits above say nothing of.
    const infinite = select('<=', constant(Infinity), x, x, log);
    const zero = select('<=', x, constant(0), constant(-Infinity), infinite);
    const negative = select('<', x, constant(0), constant(Number.NaN), zero);
    return select('<=', constant(-Infinity), x, negative, x);
  },
};

/**
 * `a * b + c` and `c - a * b` as one instruction each. Whether it rounds the product is the
 * processor's choice. A product that is also read elsewhere is computed as well, at no more cost than
 * before.
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
  scalars: ReadonlySet<string> = new Set(),
): Expression {
  const neverNaN = (x: Expression): boolean =>
    x.kind === 'constant' ? !Number.isNaN(x.value) : x.kind === 'variable' && scalars.has(x.name);
  // pmin and pmax are one x86 instruction each, min and max are many; but of two operands they keep
  // only the first one's NaN.
  const bound =
    (exact: Instruction, fast: Instruction): Rewrite =>
    ([a, b]) => {
      if (neverNaN(b)) return call(fast, a, b);
      if (neverNaN(a)) return call(fast, b, a);
      return call(exact, a, b);
    };
  const has = (op: string) => op in instructionOf || op.includes('.');
  const lowered = lower(knowingTheSign(expression), has, {
    ...rewrites,
    min: bound('f32x4.min', 'f32x4.pmin'),
    max: bound('f32x4.max', 'f32x4.pmax'),
  });
  return fusedMultiplyAdd ? fuse(lowered) : lowered;
}
