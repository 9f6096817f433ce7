import { add, constant, type Expression, mul } from '../formula/expression.js';

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
