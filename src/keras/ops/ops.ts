import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { split, unstack } from '../layers/parts.js';
import {
  axesOf,
  axisOf,
  boolOf,
  dtypeOf,
  floatOf,
  numberOf,
  type OpArguments,
  tensorOf,
  tensorsOf,
} from './arguments.js';
import { elementsAt, getItem } from './get_item.js';

// The ops of `keras.ops` that are supported, under their names in Keras. Ops that are activations of this package
// become separate layers: `activations.ts`.

export interface Op {
  /** The parameters: first those of the calls, then those of the config. */
  readonly parameters: readonly string[];
  readonly compute: (given: OpArguments) => tf.Tensor | tf.Tensor[];
}

type Compute = Op['compute'];

function op(parameters: string, compute: Compute): Op {
  return { parameters: parameters.split(' '), compute };
}

const ofOne = (compute: (x: tf.Tensor) => tf.Tensor) => op('x', ({ x }) => compute(tensorOf(x)));

const ofTwo = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, read = numberOf) =>
  op('x1 x2', ({ x1, x2 }) => compute(read(x1), read(x2)));

const ofTruths = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => ofTwo(compute, boolOf);

const reduction = (
  compute: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  read = numberOf,
) =>
  op('x axis keepdims', ({ x, axis, keepdims }) => {
    const tensor = read(x);
    return compute(tensor, axesOf(axis, tensor.rank), keepdims === true);
  });

/** An op along one axis, given as a nonnegative number. */
const along = (
  parameters: string,
  compute: (x: tf.Tensor, axis: number, given: OpArguments) => tf.Tensor | tf.Tensor[],
  read = tensorOf,
) =>
  op(parameters, (given) => {
    const x = read(given.x);
    return compute(x, axisOf(given.axis, x.rank), given);
  });

const index = (compute: (x: tf.Tensor, axis: number) => tf.Tensor) =>
  along('x axis keepdims', (x, axis, { keepdims }) => {
    const made = compute(x, axis);
    return keepdims === true ? tf.expandDims(made, axis) : made;
  });

const rescaled = (compute: (x: tf.Tensor) => tf.Tensor, factor: number) =>
  ofOne((x) => tf.mul(compute(x), factor));

export const ops: Readonly<Record<string, Op>> = {
  absolute: ofOne(tf.abs),
  arccos: ofOne(tf.acos),
  arccosh: ofOne(tf.acosh),
  arcsin: ofOne(tf.asin),
  arcsinh: ofOne(tf.asinh),
  arctan: ofOne(tf.atan),
  arctanh: ofOne(tf.atanh),
  cbrt: ofOne((x) => tf.mul(tf.sign(x), tf.pow(tf.abs(x), 1 / 3))),
  ceil: ofOne(tf.ceil),
  copy: ofOne(tf.clone),
  cos: ofOne(tf.cos),
  cosh: ofOne(tf.cosh),
  deg2rad: rescaled(tf.clone, Math.PI / 180),
  erf: ofOne(tf.erf),
  exp: ofOne(tf.exp),
  exp2: ofOne((x) => tf.exp(tf.mul(x, Math.LN2))),
  expm1: ofOne(tf.expm1),
  floor: ofOne(tf.floor),
  isfinite: ofOne(tf.isFinite),
  isinf: ofOne(tf.isInf),
  isnan: ofOne(tf.isNaN),
  log: ofOne(tf.log),
  log10: rescaled(tf.log, Math.LOG10E),
  log1p: ofOne(tf.log1p),
  log2: rescaled(tf.log, Math.LOG2E),
  negative: ofOne(tf.neg),
  ones_like: ofOne(tf.onesLike),
  rad2deg: rescaled(tf.clone, 180 / Math.PI),
  reciprocal: ofOne(tf.reciprocal),
  round: ofOne(tf.round),
  rsqrt: ofOne(tf.rsqrt),
  sign: ofOne(tf.sign),
  sin: ofOne(tf.sin),
  sinh: ofOne(tf.sinh),
  sqrt: ofOne(tf.sqrt),
  square: ofOne(tf.square),
  stop_gradient: ofOne((x) =>
    tf.customGrad((y) => ({
      value: (y as tf.Tensor).clone(),
      gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
    }))(x),
  ),
  tan: ofOne(tf.tan),
  tril: op('x k', ({ x, k }) => triangle(tensorOf(x), (distance) => distance <= Number(k ?? 0))),
  triu: op('x k', ({ x, k }) => triangle(tensorOf(x), (distance) => distance >= Number(k ?? 0))),
  trunc: ofOne((x) => tf.mul(tf.sign(x), tf.floor(tf.abs(x)))),
  zeros_like: ofOne(tf.zerosLike),

  add: ofTwo(tf.add),
  add_n: op('xs', ({ xs }) => tf.addN(tensorsOf(xs))),
  arctan2: ofTwo(tf.atan2),
  divide: ofTwo(tf.div, floatOf),
  divide_no_nan: ofTwo(tf.divNoNan, floatOf),
  floor_divide: ofTwo((a, b) => tf.floor(tf.div(a, b)), floatOf),
  logaddexp: ofTwo((a, b) =>
    tf.add(tf.maximum(a, b), tf.log1p(tf.exp(tf.neg(tf.abs(tf.sub(a, b)))))),
  ),
  maximum: ofTwo(tf.maximum),
  minimum: ofTwo(tf.minimum),
  mod: ofTwo(tf.mod),
  multiply: ofTwo(tf.mul),
  power: ofTwo(tf.pow),
  squared_difference: ofTwo(tf.squaredDifference),
  subtract: ofTwo(tf.sub),
  true_divide: ofTwo(tf.div, floatOf),

  equal: ofTwo(tf.equal),
  greater: ofTwo(tf.greater),
  greater_equal: ofTwo(tf.greaterEqual),
  less: ofTwo(tf.less),
  less_equal: ofTwo(tf.lessEqual),
  not_equal: ofTwo(tf.notEqual),
  logical_and: ofTruths(tf.logicalAnd),
  logical_not: op('x', ({ x }) => tf.logicalNot(boolOf(x))),
  logical_or: ofTruths(tf.logicalOr),
  logical_xor: ofTruths(tf.logicalXor),
  where: op('condition x1 x2', ({ condition, x1, x2 }) =>
    tf.where(
      boolOf(condition),
      ...(sameType(tensorOf(x1), tensorOf(x2)) as [tf.Tensor, tf.Tensor]),
    ),
  ),
  cast: op('x dtype', ({ x, dtype }) => castTo(tensorOf(x), dtype)),
  convert_to_tensor: op('x dtype', ({ x, dtype = null }) => {
    const tensor = tensorOf(x);
    return dtype === null ? tf.clone(tensor) : castTo(tensor, dtype);
  }),
  clip: op('x x_min x_max', ({ x, x_min, x_max }) =>
    tf.minimum(tf.maximum(numberOf(x), tensorOf(x_min)), tensorOf(x_max)),
  ),

  all: reduction(tf.all, boolOf),
  amax: reduction(tf.max),
  amin: reduction(tf.min),
  any: reduction(tf.any, boolOf),
  argmax: index(tf.argMax),
  argmin: index(tf.argMin),
  logsumexp: reduction(tf.logSumExp),
  max: reduction(tf.max),
  mean: reduction(tf.mean),
  min: reduction(tf.min),
  prod: reduction(tf.prod),
  std: reduction((x, axes, keepDims) => tf.sqrt(tf.moments(x, axes, keepDims).variance)),
  sum: reduction(tf.sum),
  var: reduction((x, axes, keepDims) => tf.moments(x, axes, keepDims).variance),
  argsort: along('x axis', (x, axis) => ascending(x, axis).indices, floatOf),
  count_nonzero: reduction((x, axes) => tf.sum(tf.notEqual(x, 0), axes)),
  cumprod: along('x axis', (x, axis) => tf.cumprod(x, axis), numberOf),
  cumsum: along('x axis', (x, axis) => tf.cumsum(x, axis), numberOf),
  sort: along('x axis', (x, axis) => tf.neg(ascending(x, axis).values), floatOf),
  top_k: op('x k sorted', ({ x, k }) => {
    const { values, indices } = tf.topk(tensorOf(x), Number(k));
    return [values, indices];
  }),
  normalize: op('x axis order epsilon', ({ x, axis = -1, order = 2, epsilon }) => {
    if (order !== 2) throw new Error(`The order of the norm must be 2. Received: ${show(order)}`);
    return normalized(floatOf(x), axis, Number(epsilon ?? 1e-7) ** 2);
  }),
  l2_normalize: op('x axis epsilon', ({ x, axis, epsilon }) =>
    normalized(floatOf(x), axis, Number(epsilon)),
  ),
  norm: op('x axis keepdims ord', ({ x, axis, keepdims, ord }) => {
    if (![null, undefined, 2, 'euclidean'].includes(ord as null))
      throw new Error(`The order of the norm must be 2. Received: ${show(ord)}`);
    return tf.sqrt(sumOfSquares(floatOf(x), axis, keepdims === true));
  }),

  broadcast_to: op('x shape', ({ x, shape }) => {
    const tensor = tensorOf(x);
    const lengths = withBatch(shape, tensor);
    return tf.broadcastTo(tensor, lengths);
  }),
  concatenate: op('xs axis', ({ xs, axis = -1 }) => {
    const tensors = tensorsOf(xs);
    return tf.concat(tensors, axisOf(axis, tensors[0].rank));
  }),
  einsum: op('operands subscripts', ({ operands, subscripts }) =>
    tf.einsum(String(subscripts).replace(/\s/g, ''), ...tensorsOf(operands)),
  ),
  expand_dims: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    return [axis]
      .flat()
      .reduce<tf.Tensor>((made, each) => tf.expandDims(made, axisOf(each, made.rank + 1)), tensor);
  }),
  flip: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    return tf.reverse(tensor, axesOf(axis, tensor.rank));
  }),
  full_like: op('x fill_value', ({ x, fill_value }) =>
    tf.add(tf.zerosLike(tensorOf(x)), tensorOf(fill_value)),
  ),
  get_item: op('x key', ({ x, key }) => getItem(tensorOf(x), key)),
  matmul: op('x1 x2 transpose_x1 transpose_x2', ({ x1, x2, transpose_x1, transpose_x2 }) =>
    tf.matMul(floatOf(x1), floatOf(x2), transpose_x1 === true, transpose_x2 === true),
  ),
  moveaxis: op('x source destination', ({ x, source, destination }) => {
    const tensor = tensorOf(x);
    const [from, to] = [axisOf(source, tensor.rank), axisOf(destination, tensor.rank)];
    const axes = tensor.shape.map((_, axis) => axis).filter((axis) => axis !== from);
    axes.splice(to, 0, from);
    return tf.transpose(tensor, axes);
  }),
  one_hot: op('x num_classes axis', ({ x, num_classes, axis = -1 }) => {
    const tensor = tf.cast(tensorOf(x), 'int32');
    if (axis !== -1 && axis !== tensor.rank)
      throw new Error(`The axis of one_hot must be the last. Received: ${show(axis)}`);
    return tf.oneHot(tensor, Number(num_classes));
  }),
  pad: op(
    'x constant_values pad_width mode',
    ({ x, pad_width, mode = 'constant', constant_values }) => {
      const tensor = tensorOf(x);
      const widths = pad_width as [number, number][];
      const kind = String(mode).toLowerCase();
      if (kind === 'constant') return tf.pad(tensor, widths, Number(constant_values ?? 0));
      if (kind === 'reflect' || kind === 'symmetric') return tf.mirrorPad(tensor, widths, kind);
      throw new Error(
        `The mode of pad must be constant, reflect or symmetric. Received: ${show(mode)}`,
      );
    },
  ),
  repeat: along('x repeats axis', (x, axis, { repeats }) => {
    if (!Number.isInteger(repeats))
      throw new Error(`The repeats must be one integer. Received: ${show(repeats)}`);
    const count = Number(repeats);
    return elementsAt(x, axis, x.shape[axis] * count, (i) => Math.floor(i / count));
  }),
  reshape: op('x newshape', ({ x, newshape }) => {
    const tensor = tensorOf(x);
    return tf.reshape(tensor, withBatch(newshape, tensor));
  }),
  roll: along('x shift axis', (x, axis, { shift }) => {
    const length = x.shape[axis];
    return elementsAt(x, axis, length, (i) => (((i - Number(shift)) % length) + length) % length);
  }),
  split: along('x indices_or_sections axis', (x, axis, { indices_or_sections: parts }) => {
    if (!Array.isArray(parts)) return split(x, Number(parts), axis);
    const ends = [...parts.map(Number), x.shape[axis]];
    return split(
      x,
      ends.map((end, i) => end - (ends[i - 1] ?? 0)),
      axis,
    );
  }),
  /** As in `tf.split`: the number of parts, or their lengths. */
  split_sizes: along('x sizes axis', (x, axis, { sizes }) =>
    split(x, Array.isArray(sizes) ? sizes.map(Number) : Number(sizes), axis),
  ),
  squeeze: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    return tf.squeeze(tensor, axesOf(axis, tensor.rank));
  }),
  stack: op('x axis', ({ x, axis = 0 }) => {
    const tensors = tensorsOf(x);
    return tf.stack(tensors, axisOf(axis, tensors[0].rank + 1));
  }),
  swapaxes: op('x axis1 axis2', ({ x, axis1, axis2 }) => {
    const tensor = tensorOf(x);
    const [a, b] = [axisOf(axis1, tensor.rank), axisOf(axis2, tensor.rank)];
    return tf.transpose(
      tensor,
      tensor.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
    );
  }),
  take: along('x indices axis', (x, axis, { indices }) => {
    const length = x.shape[axis];
    if (indices instanceof tf.Tensor)
      throw new Error('The indices of take must be constants. Received: a tensor');
    const wanted = [indices].flat().map(Number);
    const taken = elementsAt(x, axis, wanted.length, (i) =>
      wanted[i] < 0 ? wanted[i] + length : wanted[i],
    );
    return Array.isArray(indices) ? taken : tf.squeeze(taken, [axis]);
  }),
  tile: op('x repeats', ({ x, repeats }) => {
    const tensor = tensorOf(x);
    const last = [repeats].flat().map(Number);
    const first = Array.from({ length: Math.max(0, tensor.rank - last.length) }, () => 1);
    return tf.tile(tensor, [...first, ...last]);
  }),
  transpose: op('x axes', ({ x, axes }) => {
    const perm = [axes].flat().map(Number);
    if (perm[0] !== 0)
      throw new Error(`A transpose must keep the batch first. Received: axes=${show(axes)}`);
    return tf.transpose(tensorOf(x), perm);
  }),
  unstack: along('x num axis', (x, axis) => unstack(x, axis)),

  /** Not an op of Keras: the effect of a mask in its Softmax. */
  mask_logits: op('x mask', ({ x, mask }) =>
    tf.add(floatOf(x), tf.mul(tf.sub(1, floatOf(boolOf(mask))), -1e9)),
  ),
};

function sumOfSquares(x: tf.Tensor, axis: unknown, keepDims: boolean): tf.Tensor {
  return tf.sum(tf.square(x), axesOf(axis, x.rank), keepDims);
}

/** @param least A lower bound of the sum of the squares. */
function normalized(x: tf.Tensor, axis: unknown, least: number): tf.Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(sumOfSquares(x, axis, true), least)));
}

/** @param isKept Whether an element of a matrix is kept, depending on its distance from the diagonal. */
function triangle(x: tf.Tensor, isKept: (distance: number) => boolean): tf.Tensor {
  const [rows, columns] = x.shape.slice(-2);
  const kept = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => isKept(column - row)),
  );
  return tf.where(tf.tensor(kept, [rows, columns], 'bool'), x, tf.zerosLike(x));
}

/** The sorted negated values, with their indices. tfjs sorts along the last axis, the largest first. */
function ascending(x: tf.Tensor, axis: number) {
  const axes = x.shape.map((_, i) => i);
  const exchanged = axes.map((i) => (i === axis ? x.rank - 1 : i === x.rank - 1 ? axis : i));
  const { values, indices } = tf.topk(tf.transpose(tf.neg(x), exchanged), x.shape[axis]);
  return { values: tf.transpose(values, exchanged), indices: tf.transpose(indices, exchanged) };
}

function castTo(tensor: tf.Tensor, dtype: unknown): tf.Tensor {
  const type = dtypeOf(dtype);
  return type === 'float32' ? floatOf(tensor) : tf.cast(tensor, type);
}

function sameType(a: tf.Tensor, b: tf.Tensor): tf.Tensor[] {
  return a.dtype === b.dtype ? [a, b] : [tf.cast(a, 'float32'), tf.cast(b, 'float32')];
}

/** A shape whose first length, that of the batch, is -1 or unknown. */
function withBatch(shape: unknown, { shape: [batch] }: tf.Tensor): number[] {
  const lengths = [shape].flat().map((each) => (each === null ? -1 : Number(each)));
  return lengths.filter((length) => length === -1).length > 1 && lengths[0] === -1
    ? [batch, ...lengths.slice(1)]
    : lengths;
}
