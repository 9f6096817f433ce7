import * as tf from '@tensorflow/tfjs';
import { sumOf } from '../layers/parts.js';
import {
  boolOf,
  castTo,
  floatOf,
  numberOf,
  type OpArguments,
  sameType,
  tensorOf,
  tensorsOf,
  unsupported,
} from './arguments.js';
import { absolute, constant } from './gradients.js';
import { type Ops, ofOne, ofTwo, op, stepOfOne, stepOfTwo } from './op.js';

const rescaled = (compute: (x: tf.Tensor) => tf.Tensor, factor: number) =>
  ofOne((x) => tf.mul(compute(x), factor), floatOf);

const truth = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => stepOfTwo(compute, boolOf);

/** A constant in the shape of a tensor. */
const filled = (parameters: string, fill: (given: OpArguments) => unknown) =>
  op(`x ${parameters}`, (given) => {
    const like = tensorOf(given.x);
    const value = tensorOf(fill(given));
    return constant(
      (x) => castTo(tf.broadcastTo(castTo(value, x.dtype), x.shape), given.dtype),
      like,
    );
  });

/** The ranges of the integers that tfjs does not have. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
};

const areNaN = (x: tf.Tensor) => constant((x) => tf.isNaN(x), x);

/** Replaces NaN. */
export function withoutNaN(x: tf.Tensor, value: number): tf.Tensor {
  return tf.where(areNaN(x), tf.fill(x.shape, value), x);
}

export const elementwise: Ops = {
  absolute: ofOne(absolute, numberOf),
  arccos: ofOne(tf.acos, floatOf),
  arccosh: ofOne(tf.acosh, floatOf),
  arcsin: ofOne(tf.asin, floatOf),
  arcsinh: ofOne(tf.asinh, floatOf),
  arctan: ofOne(tf.atan, floatOf),
  arctanh: ofOne(tf.atanh, floatOf),
  cbrt: ofOne((x) => tf.mul(tf.sign(x), tf.pow(absolute(x), 1 / 3)), floatOf),
  ceil: ofOne(tf.ceil, floatOf),
  copy: ofOne((x) => x),
  cos: ofOne(tf.cos, floatOf),
  cosh: ofOne(tf.cosh, floatOf),
  deg2rad: rescaled(tf.clone, Math.PI / 180),
  erf: ofOne(tf.erf, floatOf),
  erfc: ofOne((x) => tf.sub(1, tf.erf(x)), floatOf),
  exp: ofOne(tf.exp, floatOf),
  exp2: ofOne((x) => tf.exp(tf.mul(x, Math.LN2)), floatOf),
  expm1: ofOne(tf.expm1, floatOf),
  floor: ofOne(tf.floor, floatOf),
  isfinite: stepOfOne(tf.isFinite, floatOf),
  isinf: stepOfOne(tf.isInf, floatOf),
  isnan: ofOne(areNaN, floatOf),
  isneginf: stepOfOne((x) => tf.equal(x, -Infinity), floatOf),
  isposinf: stepOfOne((x) => tf.equal(x, Infinity), floatOf),
  log: ofOne(tf.log, floatOf),
  log10: rescaled(tf.log, Math.LOG10E),
  log1p: ofOne(tf.log1p, floatOf),
  log2: rescaled(tf.log, Math.LOG2E),
  nan_to_num: op('x nan posinf neginf', ({ x, nan, posinf, neginf }) => {
    const [highest, lowest] = [posinf ?? LARGEST, neginf ?? -LARGEST].map(Number);
    const bounded = tf.minimum(tf.maximum(floatOf(x), lowest), highest);
    return withoutNaN(bounded, Number(nan ?? 0));
  }),
  negative: ofOne(tf.neg, numberOf),
  rad2deg: rescaled(tf.clone, 180 / Math.PI),
  reciprocal: ofOne(tf.reciprocal, floatOf),
  round: op('x decimals', ({ x, decimals = 0 }) => {
    const factor = 10 ** Number(decimals);
    const read = floatOf(x);
    return factor === 1 ? tf.round(read) : tf.div(tf.round(tf.mul(read, factor)), factor);
  }),
  rsqrt: ofOne(tf.rsqrt, floatOf),
  sign: ofOne(tf.sign, numberOf),
  signbit: stepOfOne((x) => tf.less(x, 0), numberOf),
  sin: ofOne(tf.sin, floatOf),
  sinc: ofOne((x) => {
    const angle = tf.mul(x, Math.PI);
    const isZero = constant((x) => tf.equal(x, 0), angle);
    const divisor = tf.where(isZero, tf.onesLike(angle), angle);
    return tf.where(isZero, tf.onesLike(angle), tf.div(tf.sin(angle), divisor));
  }, floatOf),
  sinh: ofOne(tf.sinh, floatOf),
  sqrt: ofOne(tf.sqrt, floatOf),
  square: ofOne(tf.square, numberOf),
  stop_gradient: stepOfOne(tf.clone),
  tan: ofOne(tf.tan, floatOf),
  trunc: ofOne(truncated, floatOf),

  full_like: filled('fill_value dtype', ({ fill_value }) => fill_value),
  ones_like: filled('dtype', () => 1),
  zeros_like: filled('dtype', () => 0),

  add: ofTwo(tf.add),
  add_n: op('xs', ({ xs }) => sumOf(tensorsOf(xs))),
  arctan2: ofTwo(tf.atan2, floatOf),
  divide: ofTwo(tf.div, floatOf),
  divide_no_nan: ofTwo((a, b) => {
    const isZero = constant((b) => tf.equal(b, 0), b);
    const quotient = tf.div(a, tf.where(isZero, tf.onesLike(b), b));
    return tf.where(tf.broadcastTo(isZero, quotient.shape), tf.zerosLike(quotient), quotient);
  }, floatOf),
  floor_divide: stepOfTwo((a, b) => tf.floor(tf.div(a, b)), floatOf),
  fmax: ofTwo((a, b) => tf.maximum(...eachOrOther(a, b)), floatOf),
  fmin: ofTwo((a, b) => tf.minimum(...eachOrOther(a, b)), floatOf),
  fmod: ofTwo((a, b) => tf.sub(a, tf.mul(b, truncated(tf.div(a, b)))), floatOf),
  heaviside: ofTwo((a, b) => {
    const step = constant((x) => tf.step(x), a);
    return tf.where(
      constant((x) => tf.equal(x, 0), a),
      b,
      step,
    );
  }, floatOf),
  hypot: ofTwo((a, b) => tf.sqrt(tf.add(tf.square(a), tf.square(b))), floatOf),
  logaddexp: ofTwo((a, b) => tf.add(a, tf.softplus(tf.sub(b, a))), floatOf),
  logaddexp2: ofTwo((a, b) => {
    const [natural, other] = [tf.mul(a, Math.LN2), tf.mul(b, Math.LN2)];
    return tf.mul(tf.add(natural, tf.softplus(tf.sub(other, natural))), Math.LOG2E);
  }, floatOf),
  maximum: ofTwo((a, b) => tf.maximum(...broadcast(a, b))),
  minimum: ofTwo((a, b) => tf.minimum(...broadcast(a, b))),
  mod: ofTwo(tf.mod),
  multiply: ofTwo(tf.mul),
  multiply_no_nan: ofTwo((a, b) => {
    const isZero = constant((x) => tf.equal(x, 0), b);
    return tf.where(isZero, tf.zerosLike(b), tf.mul(a, b));
  }, floatOf),
  power: ofTwo(tf.pow),
  squared_difference: ofTwo((a, b) => tf.square(tf.sub(a, b))),
  subtract: ofTwo(tf.sub),
  true_divide: ofTwo(tf.div, floatOf),
  xdivy: ofTwo((a, b) => unlessZero(a, tf.div(a, b)), floatOf),
  xlogy: ofTwo((a, b) => unlessZero(a, tf.mul(a, tf.log(b))), floatOf),

  equal: stepOfTwo(tf.equal),
  greater: stepOfTwo(tf.greater),
  greater_equal: stepOfTwo(tf.greaterEqual),
  less: stepOfTwo(tf.less),
  less_equal: stepOfTwo(tf.lessEqual),
  not_equal: stepOfTwo(tf.notEqual),
  isclose: op('x1 x2 rtol atol equal_nan', ({ x1, x2, rtol = 1e-5, atol = 1e-8, equal_nan }) => {
    if (equal_nan === true) unsupported('equal_nan of isclose', 'false', equal_nan);
    return constant(
      (a, b) =>
        tf.lessEqual(tf.abs(tf.sub(a, b)), tf.add(tf.mul(tf.abs(b), Number(rtol)), Number(atol))),
      floatOf(x1),
      floatOf(x2),
    );
  }),
  logical_and: truth(tf.logicalAnd),
  logical_not: stepOfOne(tf.logicalNot, boolOf),
  logical_or: truth(tf.logicalOr),
  logical_xor: truth(tf.logicalXor),
  select: op('condlist choicelist default', ({ condlist, choicelist, default: otherwise = 0 }) => {
    const choices = tensorsOf(choicelist);
    const conditions = [condlist].flat().map(boolOf);
    return conditions.reduceRight(
      (rest, condition, i) => chosen(condition, choices[i], rest),
      tensorOf(otherwise),
    );
  }),
  where: op('condition x1 x2', ({ condition, x1, x2 }) =>
    chosen(boolOf(condition), tensorOf(x1), tensorOf(x2)),
  ),

  /** Not an op of Keras: the effect of a mask in its Softmax. */
  mask_logits: op('x mask', ({ x, mask }) =>
    tf.add(floatOf(x), tf.mul(tf.sub(1, floatOf(boolOf(mask))), -1e9)),
  ),

  cast: op('x dtype', ({ x, dtype }) => castTo(tensorOf(x), dtype)),
  clip: op('x x_min x_max', ({ x, x_min, x_max }) => {
    const atLeast = tf.maximum(...broadcast(numberOf(x), tensorOf(x_min)));
    return tf.minimum(...broadcast(atLeast, tensorOf(x_max)));
  }),
  convert_to_tensor: op('x dtype', ({ x, dtype }) => castTo(tensorOf(x), dtype)),
  saturate_cast: op('x dtype', ({ x, dtype }) => {
    const range = RANGES[String(dtype)];
    if (range === undefined) return castTo(tensorOf(x), dtype);
    return castTo(tf.clipByValue(floatOf(x), ...range), 'int32');
  }),
};

const LARGEST = 3.4028234663852886e38;

/** Rounded towards 0. */
function truncated(x: tf.Tensor): tf.Tensor {
  return constant((x) => tf.mul(tf.sign(x), tf.floor(tf.abs(x))), x);
}

/** Each with the elements of the other in place of NaN. */
function eachOrOther(a: tf.Tensor, b: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [x, y] = broadcast(a, b);
  return [tf.where(areNaN(x), y, x), tf.where(areNaN(y), x, y)];
}

/** 0 where `x` is 0. */
function unlessZero(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.where(
    constant((x) => tf.equal(x, 0), x),
    tf.zerosLike(y),
    y,
  );
}

/** In one shape, because tfjs does not reduce the gradients of some functions to the shapes of their inputs. */
function broadcast(a: tf.Tensor, b: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  return [a, b].map((x) => (String(x.shape) === String(shape) ? x : tf.broadcastTo(x, shape))) as [
    tf.Tensor,
    tf.Tensor,
  ];
}

function chosen(condition: tf.Tensor, x1: tf.Tensor, x2: tf.Tensor): tf.Tensor {
  const [a, b] = sameType(x1, x2);
  return tf.where(condition, a, b);
}
