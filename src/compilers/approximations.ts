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

// Float32 polynomials for words that a target must compute itself.

/**
 * c₀ + c₁ x + (c₂ + c₃ x) x² + … as a Horner scheme in x²: half as long a chain of operations that wait for each other
 * as a Horner scheme in x.
 *
 * Source: Estrin 1960, Organization of computer systems: the fixed plus variable structure computer.
 */
export function polynomial(x: Expression, coefficients: readonly number[]): Expression {
  const pairs: Expression[] = [];
  for (let i = 0; i < coefficients.length; i += 2) {
    const [even, odd] = coefficients.slice(i, i + 2);
    pairs.push(odd === undefined ? constant(even) : add(constant(even), mul(x, constant(odd))));
  }
  const square = mul(x, x);
  return pairs.reduceRight((sum, pair) => add(pair, mul(square, sum)));
}

// ln 2 in two parts, the first short enough that its product with an exponent is exact.
export const LN2_HIGH = constant(0.693359375);
export const LN2_LOW = constant(-0.00021219444005469057);

/**
 * eʳ - 1 for |r| ≤ ln 2 / 2. The polynomial is minimax for (eʳ - 1 - r) / r², with an overall relative error of
 * 1.4e-8.
 */
export function expm1OfRest(r: Expression): Expression {
  const tail = polynomial(
    r,
    [0.49999998152, 0.166665435284, 0.0416672002599, 0.00836653308704, 0.00138825191684],
  );
  return add(r, mul(mul(r, r), tail));
}

/**
 * 2 atanh s for |s| ≤ 1/3: the logarithm of (1 + s) / (1 - s), which ranges from 1/2 to 2. The polynomial is minimax
 * for (atanh s / s - 1) / s², with an overall relative error of 5e-9.
 */
export function twiceAtanh(s: Expression): Expression {
  const square = mul(s, s);
  const tail = polynomial(square, [0.333332081428, 0.200107636211, 0.140009026158, 0.140059934998]);
  const twice = add(s, s);
  return add(twice, mul(mul(twice, square), tail));
}

/** max(x, 0) + log(1 + p) with p = e^-|x|, where 1 + p is between 1 and 2. */
export const softplus: Rewrite = ([x]) => {
  const p = operation('exp', neg(operation('abs', x)));
  return add(max(x, constant(0)), twiceAtanh(div(p, add(p, constant(2)))));
};

/**
 * The error function and its complement: erfc x = e^(-x²) p(x) / q(x) for x ≥ 0; near 0, erf x = x r(x²). All are
 * minimax, p / q with a relative error of 5.9e-9 for x up to 10.2, where erfc is 0 in float32, r with one of 1.4e-9.
 */
export const errorFunctions = {
  erf: ([x]) => {
    const square = mul(x, x);
    const r = polynomial(
      square,
      [1.12837916557, -0.376126085728, 0.1128282281, -0.0267571842767, 0.00471799008674],
    );
    const far = erfcOfSize(x);
    const beyond = select('<', x, constant(0), sub(far, constant(1)), sub(constant(1), far));
    return select('<', operation('abs', x), constant(0.5), mul(x, r), beyond);
  },
  erfc: ([x]) => {
    const ofSize = erfcOfSize(x);
    return select('<', x, constant(0), sub(constant(2), ofSize), ofSize);
  },
} satisfies Partial<Record<Word, Rewrite>>;

/** erfc |x| */
function erfcOfSize(x: Expression): Expression {
  const size = min(operation('abs', x), constant(11)); // The polynomials of more would be infinite.
  // Adding 1 last rounds small results only once.
  const withOne = (coefficients: readonly number[]) =>
    add(constant(1), mul(size, polynomial(size, coefficients)));
  const p = withOne([1.23925181895, 0.732485954306, 0.229639344041, 0.032884871652]);
  const q = withOne([2.36763157515, 2.40406259998, 1.32701478284, 0.407051137417, 0.0582862327188]);
  return mul(operation('exp', neg(mul(x, x))), div(p, q));
}

// π / 2 in parts, the first three of eight bits, so that their products with a multiple up to 2¹⁶ are exact.
const HALF_PI_PARTS = [
  1.5703125, 0.0004825592041015625, 1.2665987014770508e-6, 9.920935796805404e-10,
];

/**
 * Sine and cosine, for |x| up to 1e5: x = q π / 2 + r, where q is an integer and |r| ≤ π / 4 apart from the rounding
 * of q. Both polynomials are minimax for |r| ≤ 0.8: for (sin r - r) / r³, with an overall relative error of 4.2e-9,
 * and for (cos r - 1 + r² / 2) / r⁴, with one of 1.2e-10.
 *
 * @param floor The target's floor function.
 */
export function circularFunctions(
  floor: (x: Expression) => Expression,
): Pick<Record<string, Rewrite>, 'sin' | 'cos'> {
  const halved = (x: Expression) => floor(mul(x, constant(0.5)));
  const circular = (x: Expression, quarters: number): Expression => {
    const q = floor(add(mul(x, constant(2 / Math.PI)), constant(0.5)));
    const rest = HALF_PI_PARTS.reduce((rest, part) => sub(rest, mul(q, constant(part))), x);
    const r = max(min(rest, constant(0.8)), constant(-0.8)); // For large x, the rest is arbitrary.
    const square = mul(r, r);
    const ofSine = polynomial(square, [-0.166666535797, 0.00833209030664, -0.000195052391311]);
    const ofCosine = polynomial(square, [0.0416666445614, -0.00138872517629, 2.44249228381e-5]);
    const sine = add(r, mul(mul(r, square), ofSine));
    const lost = sub(mul(constant(0.5), square), mul(mul(square, square), ofCosine));
    const turned = add(q, constant(quarters));
    const half = halved(turned);
    const isOdd = sub(turned, add(half, half));
    const sign = sub(constant(1), mul(constant(2), sub(half, mul(constant(2), halved(half)))));
    return mul(sign, select('<=', isOdd, constant(0), sine, sub(constant(1), lost)));
  };
  return { sin: ([x]) => circular(x, 0), cos: ([x]) => circular(x, 1) };
}
