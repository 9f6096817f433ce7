import * as tf from '@tensorflow/tfjs';
import {
  constant,
  type Expression,
  isOperation,
  operation,
  traverse,
} from '../../formula/expression.js';
import type { SliceFormulas } from '../../formula/slice_formulas.js';
import type { Preparer, SliceKernel } from '../../kernels/backend.js';
import type { Slices } from '../../kernels/slices.js';
import { computeSlicesOnHost } from '../host/slices.js';
import type { NodeBackend, TensorHandle } from './backend.js';
import { type Extent, isCheaperOnHost, mayRunOnHost, onHost, SOFTMAX, SUM } from './costs.js';
import { OpRun } from './op_run.js';
import type { OpSequence } from './op_sequence.js';
import { inOps, productUnlessZero } from './words.js';

/** The cost, in ops, of moving the axis to the end and back. */
const TRANSPOSITIONS = 4;

/** `undefined` if this backend cannot run the kernel itself. */
export const slices: Preparer<SliceKernel, NodeBackend> = (kernel, backend) => {
  const { formulas, slices, shape } = kernel;
  const size = tf.util.sizeFromShape(shape);
  const extent = extentOf(formulas, slices);
  const compute = (values: Float32Array[]) => computeSlicesOnHost(kernel, values);
  return (inputs) => {
    if (extent && !isCheaperOnHost(extent, inputs, size, backend)) {
      const sums = sumsOf(formulas);
      if (sums) return tf.tidy(() => computeSums(sums, formulas, slices, inputs, backend));
      const output = sliceOp(formulas.tensorflow as string, slices, inputs[0], backend);
      if (output) return output;
    }
    if (!mayRunOnHost(backend)) return undefined;
    return onHost(compute, inputs, shape, backend);
  };
};

/** The cost in TensorFlow, if it can run the kernel. */
function extentOf(formulas: SliceFormulas, { inner }: Slices): Extent | undefined {
  if (formulas.tensorflow === undefined) return sumsOf(formulas);
  // The op, and the one that detects a NaN.
  const ops = inner === 1 ? 2 : 2 + TRANSPOSITIONS;
  return { ops, work: ops + SOFTMAX };
}

/** Formulas of sums along slices, in words that are ops. */
interface SumsInOps extends Extent {
  readonly terms: readonly OpSequence[];
  readonly result: OpSequence;
}

const knownSums = new WeakMap<SliceFormulas, SumsInOps | undefined>();

function sumsOf(formulas: SliceFormulas): SumsInOps | undefined {
  if (!knownSums.has(formulas)) knownSums.set(formulas, lowerSums(formulas));
  return knownSums.get(formulas);
}

function lowerSums({ gathered, newton, result }: SliceFormulas): SumsInOps | undefined {
  if (newton || gathered.some(({ combine }) => combine !== 'sum')) return undefined;
  const terms = gathered.map(({ term }) => inOps(productsUnlessZero(term)));
  const last = inOps(productsUnlessZero(result));
  const all = [...terms, last];
  const total = (of: (part: Extent) => number) => all.reduce((sum, part) => sum + of(part), 0);
  return {
    terms,
    result: last,
    ops: total(({ ops }) => ops) + gathered.length,
    work: total(({ work }) => work) + gathered.length * SUM,
  };
}

/** An op along slices; `undefined` if it has produced a NaN. */
function sliceOp(
  op: string,
  slices: Slices,
  x: tf.Tensor,
  backend: NodeBackend,
): tf.Tensor | undefined {
  const y = tf.tidy(() =>
    alongLastAxis(slices, x, (x) =>
      OpRun.result(backend, (ops) => ops.execute(op, [ops.input(x)])),
    ),
  );
  if (!hasNaN(y, slices, backend)) return y;
  y.dispose();
  return undefined;
}

/** With at most this many slices, reading the first number of each is faster than adding up all numbers. */
const FEW = 1024;
/** So it is with slices of at least this length, however many there are. */
const LONG = 64;

/** Whether an op along slices has produced a NaN, which then fills its slice. */
function hasNaN(y: tf.Tensor, slices: Slices, backend: NodeBackend): boolean {
  const { shape }: { shape: number[] } = y;
  const last = shape.length - 1;
  const isFaster = slices.outer <= FEW || slices.length >= LONG;
  const readsFirst = isFaster && areAlongLastAxis(slices, y);
  const read = OpRun.read(backend, (ops) => {
    const input = ops.input(y);
    if (!readsFirst) return sum(ops, input, [...shape.keys()]);
    const begin = ops.integers(shape.map(() => 0));
    const size = ops.integers([...shape.slice(0, last), 1]);
    return ops.execute('Slice', [input, begin, size]);
  });
  // No number is +Infinity, so only a NaN makes the sum NaN. A loop is several times as fast as some().
  let total = 0;
  for (let i = 0; i < read.length; i++) total += read[i];
  return Number.isNaN(total);
}

/** Whether the slices go along a single axis, the last one. A reshape is an op too. */
function areAlongLastAxis({ length, inner }: Slices, { shape }: tf.Tensor): boolean {
  return inner === 1 && length === shape[shape.length - 1];
}

/** Runs an op that works along the last axis on slices. */
function alongLastAxis(slices: Slices, x: tf.Tensor, op: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const { outer, length, inner } = slices;
  if (areAlongLastAxis(slices, x)) return op(x);
  if (inner === 1) return tf.reshape(op(tf.reshape(x, [outer, length])), x.shape);
  const last = tf.transpose(tf.reshape(x, [outer, length, inner]), [0, 2, 1]);
  return tf.reshape(tf.transpose(op(last), [0, 2, 1]), x.shape);
}

/** Sums along slices, then the result, with one op for each word. */
function computeSums(
  { terms, result }: SumsInOps,
  { tensors, gathered }: SliceFormulas,
  slices: Slices,
  inputs: readonly tf.Tensor[],
  backend: NodeBackend,
): tf.Tensor {
  const isLast = areAlongLastAxis(slices, inputs[0]);
  const inThreeAxes = [slices.outer, slices.length, slices.inner];
  const axis = isLast ? inputs[0].rank - 1 : 1;
  const whole = inputs.map((input) => (isLast ? input : tf.reshape(input, inThreeAxes)));
  const output = OpRun.result(backend, (ops) => {
    const values = new Map(tensors.map((name, i) => [name, ops.input(whole[i])]));
    const read = (name: string) => values.get(name) as TensorHandle;
    gathered.forEach(({ name }, i) => {
      const term = terms[i].run(ops, read);
      values.set(name, sum(ops, term, [axis]));
      ops.free(term);
    });
    return result.run(ops, read);
  });
  return isLast ? output : tf.reshape(output, inputs[0].shape);
}

/** The sum along axes, which are kept with length 1. */
function sum(ops: OpRun, x: TensorHandle, axes: readonly number[]): TensorHandle {
  return ops.execute('Sum', [x, ops.integers(axes)]);
}

/**
 * `a <= 0 ? 0 : a * b` as one op instead of four, for formulas over slices, where the value compared with 0 is a
 * probability. The op multiplies unless the factor is 0.
 */
function productsUnlessZero(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    if (isOperation(node, '<=') && isOperation(args[3], '*')) {
      const [a, bound, ifTrue, product] = args;
      const isZero = bound === constant(0) && ifTrue === constant(0);
      if (isZero && a === product.args[0]) {
        return productUnlessZero(product.args[1], a);
      }
    }
    return operation(node.op, ...args);
  });
}
