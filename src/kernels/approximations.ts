import {
  add,
  constant,
  div,
  type Expression,
  max,
  min,
  mul,
  neg,
  operation,
  select,
  sub,
} from '../formula/expression.js';
import type { Rewrite } from '../formula/lower.js';
import type { Word } from '../formula/words.js';
import { expOfNonPositive } from './known_sign.js';

// Polynomials in float32 for words that a target has to compute by itself.

/** A Horner scheme: c₀ + x (c₁ + x (c₂ + …)). */
export function polynomial(x: Expression, coefficients: readonly number[]): Expression {
  return coefficients.reduceRight<Expression>(
    (sum, coefficient) => add(constant(coefficient), mul(x, sum)),
    constant(0),
  );
}

// ln 2 in two parts, the first short enough that its product with an exponent is exact.
export const LN2_HIGH = constant(0.693359375);
export const LN2_LOW = constant(-0.00021219444005469057);

/**
 * eʳ - 1 for |r| ≤ ln 2 / 2. The polynomial is minimax for (eʳ - 1 - r) / r², with a relative error
 * of 1.4e-8 in the whole.
 */
export function expm1OfRest(r: Expression): Expression {
  const tail = polynomial(
    r,
    [0.49999998152, 0.166665435284, 0.0416672002599, 0.00836653308704, 0.00138825191684],
  );
  return add(r, mul(mul(r, r), tail));
}

/**
 * 2 atanh s for |s| ≤ 1/3: the logarithm of (1 + s) / (1 - s), from one half to two. The polynomial
 * is minimax for (atanh s / s - 1) / s², with a relative error of 5e-9 in the whole.
 */
export function twiceAtanh(s: Expression): Expression {
  const square = mul(s, s);
  const tail = polynomial(square, [0.333332081428, 0.200107636211, 0.140009026158, 0.140059934998]);
  const twice = add(s, s);
  return add(twice, mul(mul(twice, square), tail));
}

/**
 * The error function and its complement. Near 0, erf x = x p(x²); from 1/2 on, erfc x = e^(-x²) q(1 / (x + 2)).
 * Both polynomials are minimax, p with a relative error of 1.4e-9, q for x up to 10.2, where erfc is 0 in
 * float32, with one of 1.5e-9.
 */
export const errorFunctions = {
  erf: ([x]) => {
    const { size, near, far } = errorFunctionParts(x);
    const beyond = select('<', x, constant(0), sub(far, constant(1)), sub(constant(1), far));
    return select('<', size, NEAR, near, beyond);
  },
  erfc: ([x]) => {
    const { size, near, far } = errorFunctionParts(x);
    const beyond = select('<', x, constant(0), sub(constant(2), far), far);
    return select('<', size, NEAR, sub(constant(1), near), beyond);
  },
} satisfies Partial<Record<Word, Rewrite>>;

const NEAR = constant(0.5);

function errorFunctionParts(x: Expression): Record<'size' | 'near' | 'far', Expression> {
  const size = operation('abs', x);
  const square = mul(x, x);
  const p = polynomial(
    square,
    [1.12837916557, -0.376126085728, 0.1128282281, -0.0267571842767, 0.00471799008674],
  );
  const q = polynomial(
    div(constant(1), add(size, constant(2))),
    [
      3.69728603428e-6, 0.563961045663, 1.13454930361, 1.87896585966, 3.76300285738, -3.43828758058,
      25.9338292859, -78.0513463644, 89.7459373544, -38.0165815714,
    ],
  );
  return { size, near: mul(x, p), far: mul(expOfNonPositive(neg(square)), q) };
}

// π in parts, the first three of nine bits, so that their products with a multiple up to 2¹⁵ are exact.
const PI_PARTS = [3.140625, 0.0009670257568359375, 6.277114152908325e-7, 1.215419986877464e-10];
const HALF_PI = constant(Math.PI / 2);

/**
 * Sine and cosine, for |x| up to 1e5: x = n π + r with |r| ≤ π / 2, where n is an integer, for the sine, or
 * that and a half. The polynomial is minimax for (sin r - r) / r³, with a relative error of 6e-9 in the whole.
 *
 * @param floor The largest integer that is not above, as the target has it.
 */
export function circularFunctions(
  floor: (x: Expression) => Expression,
): Pick<Record<string, Rewrite>, 'sin' | 'cos'> {
  const circular = (x: Expression, half: boolean): Expression => {
    const turns = mul(x, constant(1 / Math.PI));
    const whole = floor(half ? turns : add(turns, constant(0.5)));
    const n = half ? add(whole, constant(0.5)) : whole;
    const rest = PI_PARTS.reduce((rest, part) => sub(rest, mul(n, constant(part))), x);
    const r = max(min(rest, HALF_PI), neg(HALF_PI)); // A large x leaves anything.
    const square = mul(r, r);
    const tail = polynomial(
      square,
      [-0.166666595475, 0.00833306616444, -0.000198095965054, 2.6057656753e-6],
    );
    const sine = add(r, mul(mul(r, square), tail));
    const odd = sub(whole, mul(constant(2), floor(mul(whole, constant(0.5)))));
    const sign = sub(constant(1), mul(constant(2), odd));
    return mul(half ? neg(sign) : sign, sine);
  };
  return { sin: ([x]) => circular(x, false), cos: ([x]) => circular(x, true) };
}
