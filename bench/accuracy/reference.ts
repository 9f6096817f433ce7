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

// Each activation with its default parameters, as defined in its paper, in float64 and with separate arithmetic.

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

/** Beyond 1e5, it is defined by the mean of the wave. */
const snake = (x: Jet) => (Math.abs(x[0]) <= 1e5 ? add(x, square(sin(x))) : add(x, constant(0.5)));

type Name = keyof typeof elementwiseActivations;

/** The parameters without a default. */
export const given: Readonly<Partial<Record<Name, Readonly<Record<string, number>>>>> = {
  prelu: { alpha: 0.25 },
  pelu: { alpha: 0.5, beta: 2 },
  srelu: { tLeft: -1, aLeft: 0.25, tRight: 2, aRight: 0.5 },
  threshold: { threshold: 0.25, value: -1 },
};

export const references: Readonly<Record<Name, (x: Jet) => Jet>> = {
  relu: (x) => above(0, x),
  relu6: (x) => clip(x, 0, 6),
  relu2: (x) => (x[0] > 0 ? square(x) : ZERO),
  starRelu: (x) => sub(x[0] > 0 ? scale(0.8944, square(x)) : ZERO, constant(0.4472)),
  leakyRelu: (x) => above(0, x, scale(0.2, x)),
  prelu: (x) => above(0, x, scale(0.25, x)),
  srelu: (x) => {
    if (x[0] <= -1) return sub(scale(0.25, add(x, ONE)), ONE);
    return x[0] < 1 ? x : add(ONE, scale(0.5, sub(x, ONE)));
  },
  thresholdedRelu: (x) => above(1, x),
  threshold: (x) => above(0.25, x, constant(-1)),
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
  xielu: (x) => {
    const line = scale(0.5, x);
    if (x[0] > 0) return add(line, scale(0.8, square(x)));
    return add(line, scale(0.8, sub(expm1(x), x)));
  },
  pelu: (x) => above(0, scale(0.25, x), scale(0.5, expm1(scale(0.5, x)))),
  isrlu: (x) => above(0, x, div(x, sqrt(add(ONE, square(x))))),
  exponential: exp,
  softplus,
  // The logarithm of 1 + e^x equals e^x where that is too small to be added to 1 in float64.
  sqrtSoftplus: (x) => (x[0] < -100 ? exp(scale(0.5, x)) : sqrt(softplus(x))),
  parametricSoftplus: (x) => scale(0.2, softplus(scale(5, x))),
  // The sum of a negative number and a root of nearly the same size is computed as their product divided by their
  // difference.
  squareplus: (x) => {
    const root = sqrt(add(square(x), constant(4)));
    return x[0] > 0 ? scale(0.5, add(x, root)) : div(constant(2), sub(root, x));
  },
  sigmoid,
  logSigmoid: (x) => scale(-1, softplus(scale(-1, x))),
  tanh,
  tanhShrink: (x) => sub(x, tanh(x)),
  softcap: (x) => scale(30, tanh(scale(1 / 30, x))),
  laplace: (x) => scale(0.5, erfc(scale(Math.sqrt(2 * Math.PI), sub(constant(Math.SQRT1_2), x)))),
  softsign: (x) => div(x, add(ONE, scale(Math.sign(x[0]), x))),
  silu: (x) => mul(x, sigmoid(x)),
  parametricSwish: (x) => mul(x, sigmoid(x)),
  hardSilu: (x) => {
    if (x[0] >= 3) return x;
    return x[0] > -3 ? scale(1 / 6, mul(x, add(x, constant(3)))) : ZERO;
  },
  gelu,
  geluNew,
  quickGelu: (x) => mul(x, sigmoid(scale(1.702, x))),
  gelu10: (x) => (gelu(x)[0] >= 10 ? constant(10) : gelu(x)),
  mish: (x) => mul(x, tanh(softplus(x))),
  hardMish: (x) => {
    if (x[0] >= 0) return x;
    return x[0] > -2 ? scale(0.5, mul(x, add(x, constant(2)))) : ZERO;
  },
  telu: (x) => (x[0] > 100 ? x : mul(x, tanh(exp(x)))),
  golu: (x) => (x[0] < -100 ? ZERO : mul(x, exp(scale(-1, exp(scale(-1, x)))))),
  phish: (x) => mul(x, tanh(gelu(x))),
  lisht: (x) => mul(x, tanh(x)),
  snake,
  snakeBeta: snake,
  // As for snake, the mean of the wave is used there.
  sine: (x) => (Math.abs(x[0]) <= 1e5 ? sin(x) : ZERO),
  sineRelu: (x) => {
    if (Math.abs(x[0]) > 1e5) return above(0, x);
    const wave = scale(0.0025, sub(sin(x), cos(x)));
    return wave[0] >= x[0] ? wave : x;
  },
};
