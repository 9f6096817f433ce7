import * as tf from '@tensorflow/tfjs';
import { split, unstack } from '../layers/parts.js';
import { transposed } from '../layers/transposed.js';
import {
  axesOf,
  axisOf,
  batchRefused,
  castTo,
  floatOf,
  fromFront,
  fromFrontOf,
  integerOf,
  intOf,
  moved,
  numbersOf,
  sameType,
  tensorOf,
  tensorsOf,
  unsupported,
} from './arguments.js';
import { getItem } from './get_item.js';
import { constant, elementsAt, pick } from './gradients.js';
import { along, type Ops, op } from './op.js';

const modulo = (i: number, length: number) => ((i % length) + length) % length;

/** The element that each mode of padding repeats at a place outside of a length. */
const MODES: Readonly<Record<string, (place: number, length: number) => number>> = {
  edge: (place, length) => Math.min(Math.max(place, 0), length - 1),
  reflect: (place, length) => {
    const at = modulo(place, Math.max(2 * length - 2, 1));
    return at < length ? at : 2 * length - 2 - at;
  },
  symmetric: (place, length) => {
    const at = modulo(place, 2 * length);
    return at < length ? at : 2 * length - 1 - at;
  },
  wrap: modulo,
};

function pad(
  x: tf.Tensor,
  widths: readonly (readonly [number, number])[],
  mode: string,
  value: number,
) {
  if (widths[0].some((width) => width !== 0)) batchRefused(0);
  if (mode === 'constant') return tf.pad(x, widths as [number, number][], value);
  if (!Object.hasOwn(MODES, mode))
    unsupported('mode of pad', `constant, ${Object.keys(MODES).join(', ')}`, mode);
  return widths.reduce((y, [before, behind], axis) => {
    if (before + behind === 0) return y;
    const length = y.shape[axis];
    return pick(y, axis, before + length + behind, (i) => MODES[mode](i - before, length));
  }, x);
}

/** The widths for each axis, which may be one for all. */
function widthsOf(given: unknown, rank: number): [number, number][] {
  const pairs = Array.isArray(given) ? given : [given];
  return Array.from({ length: rank }, (_, axis) => {
    const [before, behind = before] = [pairs[pairs.length === 1 ? 0 : axis]].flat().map(Number);
    return [before, behind];
  });
}

function rolled(x: tf.Tensor, axis: number, shift: number): tf.Tensor {
  const length = x.shape[axis];
  const last = modulo(shift, length);
  if (last === 0) return x;
  const [front, back] = split(x, [length - last, last], axis);
  return tf.concat([back, front], axis);
}

/** The parts between indices. */
function partsAt(x: tf.Tensor, axis: number, indices: readonly number[]): tf.Tensor[] {
  const ends = [...indices.map((end) => (end < 0 ? end + x.shape[axis] : end)), x.shape[axis]];
  return split(
    x,
    ends.map((end, i) => end - (ends[i - 1] ?? 0)),
    axis,
  );
}

/** Parts of equal lengths, or with the first ones longer by 1. */
function nearlyEqualParts(x: tf.Tensor, axis: number, count: number): tf.Tensor[] {
  const [least, longer] = [Math.floor(x.shape[axis] / count), x.shape[axis] % count];
  return split(
    x,
    Array.from({ length: count }, (_, i) => least + Number(i < longer)),
    axis,
  );
}

const splitOp = (axisByDefault?: number) =>
  along(
    axisByDefault === undefined ? 'x indices_or_sections axis' : 'x indices_or_sections',
    (x, axis, { indices_or_sections: parts }) =>
      Array.isArray(parts) ? partsAt(x, axis, parts.map(Number)) : split(x, Number(parts), axis),
    { byDefault: axisByDefault },
  );

/** @param isKept Whether an element of a matrix is kept, depending on its distance from the diagonal. */
function triangle(x: tf.Tensor, isKept: (distance: number) => boolean): tf.Tensor {
  const [rows, columns] = x.shape.slice(-2);
  const kept = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => isKept(column - row)),
  );
  const condition = tf.broadcastTo(tf.tensor(kept, [rows, columns], 'bool'), x.shape);
  return tf.where(condition, x, tf.zerosLike(x));
}

/** The elements of a diagonal of two axes, as the last axis. */
export function diagonal(x: tf.Tensor, axis1: number, axis2: number, offset: number): tf.Tensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== axis1 && axis !== axis2);
  const [rows, columns] = [x.shape[axis1], x.shape[axis2]];
  const last = tf.reshape(transposed(x, [...others, axis1, axis2]), [
    ...others.map((axis) => x.shape[axis]),
    rows * columns,
  ]);
  const [row, column] = offset < 0 ? [-offset, 0] : [0, offset];
  const count = Math.max(0, Math.min(rows - row, columns - column));
  return pick(last, others.length, count, (i) => (row + i) * columns + column + i);
}

const diagonalOp = (compute: (elements: tf.Tensor) => tf.Tensor) =>
  op('x offset axis1 axis2', ({ x, offset = 0, axis1 = 0, axis2 = 1 }) => {
    const tensor = tensorOf(x);
    const axes = [axis1, axis2].map((axis) => axisOf(axis, tensor.rank));
    return compute(diagonal(tensor, axes[0], axes[1], Number(offset)));
  });

/** A shape whose first length, that of the batch, is -1 or unknown. */
function withBatch(shape: unknown, { shape: [batch] }: tf.Tensor): number[] {
  const lengths = [shape].flat().map((each) => (each === null ? -1 : Number(each)));
  return lengths.filter((length) => length === -1).length > 1 && lengths[0] === -1
    ? [batch, ...lengths.slice(1)]
    : lengths;
}

/** Elements of the rows of a batch: `places` has the same first axes. */
function gathered(x: tf.Tensor, places: tf.Tensor, axis: number, batchAxes: number): tf.Tensor {
  const first = moved(x, axis, batchAxes);
  const batch = first.shape.slice(0, batchAxes);
  const [count, length] = [tf.util.sizeFromShape(batch), first.shape[batchAxes]];
  const others = first.shape.slice(batchAxes + 1);
  const each = places.shape.slice(batchAxes);
  const offsets = tf.reshape(tf.range(0, count * length, length, 'int32'), [count, 1]);
  const flat = constant((places) => tf.add(tf.reshape(places, [count, -1]), offsets), places);
  const taken = elementsAt(
    tf.reshape(first, [count * length, ...others]),
    tf.reshape(flat, [-1]),
    0,
  );
  // [batch, places, others] with the places where the axis was.
  const apart = tf.reshape(taken, [...batch, tf.util.sizeFromShape(each), ...others]);
  const inPlace = moved(apart, batchAxes, axis);
  return tf.reshape(inPlace, [
    ...inPlace.shape.slice(0, axis),
    ...each,
    ...inPlace.shape.slice(axis + 1),
  ]);
}

/** A table that the tensors of places are looked up in. */
function lookedUp(table: tf.Tensor, places: tf.Tensor, axis: unknown): tf.Tensor {
  const rows = axis === null || axis === undefined ? tf.reshape(table, [-1]) : table;
  if (fromFront(axis ?? 0, rows.rank) !== 0)
    unsupported('axis of a lookup in a constant', '0', axis);
  return elementsAt(rows, fromFrontOf(places, rows.shape[0]), 0);
}

export const shapes: Ops = {
  append: along('x x2 axis', (x, axis, { x2 }) => tf.concat(sameType(x, tensorOf(x2)), axis)),
  array_split: along('x indices_or_sections axis', (x, axis, { indices_or_sections: parts }) =>
    Array.isArray(parts)
      ? partsAt(x, axis, parts.map(Number))
      : nearlyEqualParts(x, axis, Number(parts)),
  ),
  broadcast_to: op('x shape', ({ x, shape }) => {
    const tensor = tensorOf(x);
    return tf.broadcastTo(tensor, withBatch(shape, tensor));
  }),
  concatenate: op('xs axis', ({ xs, axis = -1 }) => {
    const tensors = sameType(...tensorsOf(xs));
    return tf.concat(tensors, axisOf(axis, tensors[0].rank));
  }),
  diagonal: diagonalOp((elements) => elements),
  dsplit: splitOp(2),
  dstack: op('xs', ({ xs }) => {
    const tensors = sameType(...tensorsOf(xs));
    return tf.concat(
      tensors.map((each) => (each.rank < 3 ? tf.expandDims(each, 2) : each)),
      2,
    );
  }),
  expand_dims: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    const axes = [axis].flat();
    const added = axesOf(axes, tensor.rank + axes.length).sort((a, b) => a - b);
    return added.reduce<tf.Tensor>((made, each) => tf.expandDims(made, each), tensor);
  }),
  gather: op('x indices axis batch_dims', ({ x, indices, axis, batch_dims = 0 }) => {
    const [tensor, places] = [tensorOf(x), intOf(indices)];
    const batchAxes = Number(batch_dims ?? 0);
    const along = fromFront(axis ?? batchAxes, tensor.rank);
    if (!(x instanceof tf.Tensor)) return lookedUp(tensor, places, along);
    if (batchAxes > 0) return gathered(tensor, places, along, batchAxes);
    if (along === 0 || indices instanceof tf.Tensor) batchRefused(axis ?? 0);
    return elementsAt(tensor, fromFrontOf(places, tensor.shape[along]), along);
  }),
  gather_nd: op('x indices batch_dims', ({ x, indices, batch_dims = 0 }) => {
    const [tensor, places] = [tensorOf(x), intOf(indices)];
    if (x instanceof tf.Tensor && batch_dims !== 1)
      unsupported('batch_dims of gather_nd', '1', batch_dims);
    const first = Number(batch_dims);
    const count = places.shape[places.rank - 1];
    const lengths = tensor.shape.slice(first, first + count);
    const strides = tf.util.computeStrides([...lengths, 1]);
    const flat = constant(
      (places) => tf.sum(tf.mul(places, tf.tensor1d(strides, 'int32')), -1),
      places,
    );
    const rows = tf.reshape(tensor, [
      ...tensor.shape.slice(0, first),
      tf.util.sizeFromShape(lengths),
      ...tensor.shape.slice(first + count),
    ]);
    return first === 0 ? lookedUp(rows, flat, 0) : gathered(rows, flat, first, first);
  }),
  get_item: op('x key', ({ x, key }) => getItem(tensorOf(x), key)),
  hsplit: splitOp(1),
  hstack: op('xs', ({ xs }) => tf.concat(sameType(...tensorsOf(xs)), 1)),
  matrix_band_part: op('x lower upper', ({ x, lower, upper }) => {
    const isWithin = (distance: number, most: unknown) =>
      Number(most) < 0 || distance <= Number(most);
    return triangle(
      tensorOf(x),
      (distance) => isWithin(-distance, lower) && isWithin(distance, upper),
    );
  }),
  moveaxis: op('x source destination', ({ x, source, destination }) => {
    const tensor = tensorOf(x);
    const from = axesOf(source, tensor.rank);
    const to = axesOf(destination, tensor.rank);
    const order = tensor.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
    for (const [place, axis] of to.map((place, i) => [place, from[i]]).sort(([a], [b]) => a - b)) {
      order.splice(place, 0, axis);
    }
    return transposed(tensor, order);
  }),
  multi_hot: op('x num_classes axis', ({ x, num_classes, axis = -1 }) => {
    const hot = floatOf(tf.oneHot(intOf(x), Number(num_classes)));
    if (axis !== -1) unsupported('axis of multi_hot', '-1', axis);
    return constant((x) => tf.max(x, hot.rank > 2 ? 1 : 0), hot);
  }),
  one_hot: op(
    'x num_classes axis on_value off_value dtype',
    ({ x, num_classes, axis = -1, on_value = 1, off_value = 0, dtype }) => {
      const places = intOf(x);
      const hot = constant((places) => tf.oneHot(places, Number(num_classes)), places);
      const [on, off] = [Number(on_value), Number(off_value)];
      const made = on === 1 && off === 0 ? hot : tf.add(tf.mul(hot, on - off), off);
      return castTo(moved(made, places.rank, axisOf(axis, hot.rank)), dtype ?? 'float32');
    },
  ),
  pad: op('x constant_values pad_width mode', ({ x, pad_width, mode, constant_values }) => {
    const tensor = tensorOf(x);
    const kind = String(mode ?? 'constant').toLowerCase();
    return pad(tensor, widthsOf(pad_width, tensor.rank), kind, Number(constant_values ?? 0));
  }),
  repeat: along('x repeats axis', (x, axis, { repeats }) => {
    const counts = numbersOf(repeats);
    const places = Array.from({ length: x.shape[axis] }, (_, i) =>
      Array<number>(counts[counts.length === 1 ? 0 : i]).fill(i),
    ).flat();
    return pick(x, axis, places.length, (i) => places[i]);
  }),
  reshape: op('x newshape', ({ x, newshape }) => {
    const tensor = tensorOf(x);
    return tf.reshape(tensor, withBatch(newshape, tensor));
  }),
  roll: op('x shift axis', ({ x, shift, axis }) => {
    const tensor = tensorOf(x);
    const shifts = numbersOf(shift);
    return axesOf(axis, tensor.rank).reduce(
      (y, each, i) => rolled(y, each, shifts[i] ?? shifts[0]),
      tensor,
    );
  }),
  rot90: op('x k axes', ({ x, k = 1, axes = [0, 1] }) => {
    const tensor = tensorOf(x);
    const [from, to] = axesOf(axes, tensor.rank);
    const order = tensor.shape.map((_, axis) => (axis === from ? to : axis === to ? from : axis));
    const turns = modulo(integerOf(k, 'k of rot90'), 4);
    if (turns === 2) return tf.reverse(tensor, [from, to]);
    if (turns === 0) return tensor;
    return turns === 1
      ? tf.reverse(transposed(tensor, order), from)
      : transposed(tf.reverse(tensor, from), order);
  }),
  sequence_mask: op('x maxlen dtype', ({ x, maxlen, dtype }) => {
    const lengths = tf.expandDims(intOf(x), -1);
    const steps = tf.range(0, integerOf(maxlen, 'maxlen of sequence_mask'), 1, 'int32');
    return castTo(
      constant((lengths) => tf.less(steps, lengths), lengths),
      dtype,
    );
  }),
  slice: op('x start size', ({ x, start, size }) => {
    const tensor = tensorOf(x);
    const [begin, sizes] = [numbersOf(start), numbersOf(size)];
    if (begin[0] !== 0 || sizes[0] !== -1) batchRefused(0);
    return tf.slice(tensor, begin, sizes);
  }),
  split: splitOp(),
  /** As in `tf.split`: the number of parts, or their lengths. */
  split_sizes: along('x sizes axis', (x, axis, { sizes }) =>
    split(x, Array.isArray(sizes) ? sizes.map(Number) : Number(sizes), axis),
  ),
  squeeze: op('x axis', ({ x, axis }) => {
    const tensor = tensorOf(x);
    const ones = tensor.shape.flatMap((length, i) => (i > 0 && length === 1 ? [i] : []));
    const axes = axis === null || axis === undefined ? ones : axesOf(axis, tensor.rank);
    return axes.length === 0 ? tensor : tf.squeeze(tensor, axes);
  }),
  stack: op('x axis', ({ x, axis = 0 }) => {
    const tensors = sameType(...tensorsOf(x));
    return tf.stack(tensors, axisOf(axis, tensors[0].rank + 1));
  }),
  swapaxes: op('x axis1 axis2', ({ x, axis1, axis2 }) => {
    const tensor = tensorOf(x);
    const [a, b] = [axisOf(axis1, tensor.rank), axisOf(axis2, tensor.rank)];
    const order = tensor.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis));
    return transposed(tensor, order);
  }),
  take: op('x indices axis', ({ x, indices, axis }) => {
    const [tensor, places] = [tensorOf(x), intOf(indices)];
    if (!(x instanceof tf.Tensor)) return lookedUp(tensor, places, axis);
    const along = axisOf(axis, tensor.rank);
    if (indices instanceof tf.Tensor)
      unsupported('indices of take from a tensor', 'constants', indices);
    return elementsAt(tensor, fromFrontOf(places, tensor.shape[along]), along);
  }),
  tile: op('x repeats', ({ x, repeats }) => {
    const tensor = tensorOf(x);
    const last = numbersOf(repeats);
    const first = Array.from({ length: Math.max(0, tensor.rank - last.length) }, () => 1);
    const counts = [...first, ...last];
    if (counts.length > tensor.rank || counts[0] !== 1) batchRefused(0);
    return tf.tile(tensor, counts);
  }),
  trace: diagonalOp((elements) => tf.sum(elements, -1)),
  transpose: op('x axes', ({ x, axes }) => {
    const tensor = tensorOf(x);
    const order = numbersOf(axes).map((axis) => fromFront(axis, tensor.rank));
    if (order[0] !== 0) unsupported('axes of a transpose', 'the batch first', axes);
    return transposed(tensor, order);
  }),
  tril: op('x k', ({ x, k }) => triangle(tensorOf(x), (distance) => distance <= Number(k ?? 0))),
  triu: op('x k', ({ x, k }) => triangle(tensorOf(x), (distance) => distance >= Number(k ?? 0))),
  unstack: along('x num axis', (x, axis) => unstack(x, axis)),
};
