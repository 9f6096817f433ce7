import { erfc as complementOfErf } from '../../src/formula/error_function.js';

// Second-order arithmetic in float64: a value with its first and second derivatives with respect to x. It shares no
// code with the package, which derives and lowers formulas.

export type Jet = readonly [value: number, slope: number, curvature: number];

export const constant = (value: number): Jet => [value, 0, 0];

export const variable = (x: number): Jet => [x, 1, 0];

export const add = (...jets: readonly Jet[]): Jet =>
  jets.reduce(([a, a1, a2], [b, b1, b2]) => [a + b, a1 + b1, a2 + b2]);

export const scale = (factor: number, [a, a1, a2]: Jet): Jet => [
  factor * a,
  factor * a1,
  factor * a2,
];

export const sub = (a: Jet, b: Jet): Jet => add(a, scale(-1, b));

/** A derivative of 0 stays 0, even if it is multiplied by an infinity. */
const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);

export const mul = ([a, a1, a2]: Jet, [b, b1, b2]: Jet): Jet => [
  a * b,
  times(a1, b) + times(a, b1),
  times(a2, b) + 2 * times(a1, b1) + times(a, b2),
];

/** The chain rule for a function with its first two derivatives. */
const chain =
  (f: (x: number) => Jet) =>
  ([a, a1, a2]: Jet): Jet => {
    const [value, first, second] = f(a);
    return [value, times(first, a1), times(second, a1 * a1) + times(first, a2)];
  };

export const reciprocal = chain((x) => [1 / x, -1 / x ** 2, 2 / x ** 3]);

export const div = (a: Jet, b: Jet): Jet => mul(a, reciprocal(b));

export const sqrt = chain((x) => {
  const root = Math.sqrt(x);
  return [root, 0.5 / root, -0.25 / (root * x)];
});

export const exp = chain((x) => [Math.exp(x), Math.exp(x), Math.exp(x)]);

export const expm1 = chain((x) => [Math.expm1(x), Math.exp(x), Math.exp(x)]);

export const sin = chain((x) => [Math.sin(x), Math.cos(x), -Math.sin(x)]);

export const cos = chain((x) => [Math.cos(x), -Math.sin(x), -Math.cos(x)]);

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** 1 - sigmoid(x) is computed as sigmoid(-x), which keeps its digits. */
export const sigmoid = chain((x) => {
  const [one, other] = [logistic(x), logistic(-x)];
  return [one, one * other, one * other * (other - one)];
});

export const softplus = chain((x) => {
  const one = logistic(x);
  return [Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), one, one * logistic(-x)];
});

export const tanh = chain((x) => {
  const square = 1 / Math.cosh(x) ** 2;
  return [Math.tanh(x), square, -2 * Math.tanh(x) * square];
});

export const erfc = chain((x) => {
  const bell = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
  return [complementOfErf(x), -bell, times(2 * x, bell)];
});
