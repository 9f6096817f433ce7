import type { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import {
  add,
  constant,
  cos,
  div,
  erfc,
  exp,
  expm1,
  type Jet,
  mul,
  scale,
  sigmoid,
  sin,
  softplus,
  sqrt,
  sub,
  tanh,
} from './jet.js';

// Each activation with its default parameters, as its paper defines it: in float64, by arithmetic of its own.

const ZERO = constant(0);
const ONE = constant(1);

const above = (bound: number, x: Jet, otherwise: Jet = ZERO): Jet => (x[0] > bound ? x : otherwise);

/** At a bound the slope is 0. */
const clip = (x: Jet, low: number, high: number): Jet => {
  if (x[0] <= low) return constant(low);
  return x[0] >= high ? constant(high) : x;
};

const square = (x: Jet) => mul(x, x);

const gelu = (x: Jet) => scale(0.5, mul(x, erfc(scale(-Math.SQRT1_2, x))));

const geluNew = (x: Jet) => {
  const cube = mul(x, square(x));
  const inner = scale(2 * Math.sqrt(2 / Math.PI), add(x, scale(0.044715, cube)));
  return x[0] < -50 ? ZERO : mul(x, sigmoid(inner));
};

/** The arguments that must be given are 1/4. */
export const GIVEN = 0.25;

export const references: Readonly<Record<keyof typeof elementwiseActivations, (x: Jet) => Jet>> = {
  relu: (x) => above(0, x),
  relu6: (x) => clip(x, 0, 6),
  leakyRelu: (x) => above(0, x, scale(0.2, x)),
  prelu: (x) => above(0, x, scale(GIVEN, x)),
  srelu: (x) => {
    if (x[0] <= GIVEN) return add(constant(GIVEN), scale(GIVEN, sub(x, constant(GIVEN))));
    const right = constant(2 * GIVEN);
    return x[0] < right[0] ? x : add(right, scale(GIVEN, sub(x, right)));
  },
  thresholdedRelu: (x) => above(1, x),
  threshold: (x) => above(GIVEN, x, constant(GIVEN)),
  hardShrink: (x) => (Math.abs(x[0]) > 0.5 ? x : ZERO),
  softShrink: (x) => (Math.abs(x[0]) > 0.5 ? sub(x, constant(0.5 * Math.sign(x[0]))) : ZERO),
  hardTanh: (x) => clip(x, -1, 1),
  hardSigmoid: (x) => clip(add(scale(0.2, x), constant(0.5)), 0, 1),
  hardSigmoid6: (x) => scale(1 / 6, clip(add(x, constant(3)), 0, 6)),
  sparseSigmoid: (x) => scale(0.5, clip(add(x, ONE), 0, 2)),
  sparsePlus: (x) => {
    if (x[0] >= 1) return x;
    return x[0] > -1 ? scale(0.25, square(add(x, ONE))) : ZERO;
  },
  elu: (x) => above(0, x, expm1(x)),
  selu: (x) => scale(1.0507009873554805, above(0, x, scale(1.6732632423543772, expm1(x)))),
  celu: (x) => above(0, x, expm1(x)),
  // Both parameters are the same, so the slope above 0 is 1.
  pelu: (x) => above(0, x, scale(GIVEN, expm1(scale(1 / GIVEN, x)))),
  isrlu: (x) => above(0, x, div(x, sqrt(add(ONE, square(x))))),
  exponential: exp,
  softplus,
  parametricSoftplus: (x) => scale(0.2, softplus(scale(5, x))),
  // Of a negative number and a root that is as large, the sum is the product over the difference.
  squareplus: (x) => {
    const root = sqrt(add(square(x), constant(4)));
    return x[0] > 0 ? scale(0.5, add(x, root)) : div(constant(2), sub(root, x));
  },
  sigmoid,
  logSigmoid: (x) => scale(-1, softplus(scale(-1, x))),
  tanh,
  tanhShrink: (x) => sub(x, tanh(x)),
  softsign: (x) => div(x, add(ONE, scale(Math.sign(x[0]), x))),
  silu: (x) => mul(x, sigmoid(x)),
  parametricSwish: (x) => mul(x, sigmoid(x)),
  hardSilu: (x) => {
    if (x[0] >= 3) return x;
    return x[0] > -3 ? scale(1 / 6, mul(x, add(x, constant(3)))) : ZERO;
  },
  gelu,
  geluNew,
  mish: (x) => mul(x, tanh(softplus(x))),
  phish: (x) => mul(x, tanh(gelu(x))),
  lisht: (x) => mul(x, tanh(x)),
  // Beyond 1e5 they are defined without the wave.
  snake: (x) => (Math.abs(x[0]) <= 1e5 ? add(x, square(sin(x))) : add(x, constant(0.5))),
  sineRelu: (x) => {
    if (Math.abs(x[0]) > 1e5) return above(0, x);
    const wave = scale(0.0025, sub(sin(x), cos(x)));
    return wave[0] >= x[0] ? wave : x;
  },
};
