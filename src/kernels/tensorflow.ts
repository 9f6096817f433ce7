import * as tf from '@tensorflow/tfjs';
import { derivative, gradient, gradientFromResult } from '../formula/derive.js';
import {
  add,
  constant,
  countUses,
  type Expression,
  isConditional,
  isOperation,
  mul,
  type Operation,
  operation,
  traverse,
  variable,
} from '../formula/expression.js';
import { lower } from '../formula/lower.js';
import { parse } from '../formula/parse.js';
import type { Word } from '../formula/words.js';
import { RESULT } from './derived_formula.js';
import { computeOnHost, computeSlicesOnHost } from './host.js';
import {
  type ElementwiseRun,
  missingOf,
  type Probe,
  type Runner,
  type SliceRunner,
} from './runner.js';
import type { SliceFormulas } from './slice_formulas.js';
import type { Slices } from './slices.js';
import { hasSimd } from './webassembly/target.js';

// TensorFlow's ops are native code on all cores: the formula's own op where there is one, else one op a
// word, called without the checks and records of tfjs's ops. But each costs microseconds and a pass
// over memory, so where a formula needs many of them, it is computed at once in JavaScript's memory.

/** What is used of tfjs-node's backend. */
interface NodeBackend {
  readonly isGPUPackage: boolean;
  /** Values that TensorFlow has not been given yet are here. */
  readonly tensorMap: { get(dataId: object): { values: Float32Array | null } };
  readSync(dataId: object): Float32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
  disposeData(dataId: object): boolean;
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
  };
  executeSingleOutput(
    op: string,
    attributes: readonly { name: string; type: number; value: number | boolean }[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
}

export const missingOnTensorflow: Probe<NodeBackend> = (backend) => {
  const missing = missingOf(backend, {
    isGPUPackage: 'boolean',
    'tensorMap.get': 'function',
    readSync: 'function',
    write: 'function',
    disposeData: 'function',
    executeSingleOutput: 'function',
    'binding.TF_ATTR_TYPE': 'number',
    'binding.TF_ATTR_FLOAT': 'number',
    'binding.TF_ATTR_BOOL': 'number',
    'binding.TF_FLOAT': 'number',
    'binding.TF_INT32': 'number',
  });
  if (missing) return missing;
  const dataId = backend.write(Float32Array.of(2), [1], 'float32');
  const isThere = backend.tensorMap.get(dataId)?.values?.[0] === 2;
  backend.disposeData(dataId);
  return isThere ? undefined : 'tensorMap.get().values';
};

/** An op of TensorFlow that computes a formula. */
interface NativeOp {
  readonly op: string;
  /** The variables of the formula that are its inputs, in its order. */
  readonly inputs: readonly string[];
  /** The scalar parameters that it takes as attributes of the same names. */
  readonly attributes?: readonly string[];
  /** The values of scalar parameters for which alone it is the formula. */
  readonly when?: Readonly<Record<string, number>>;
}

/** Equal formulas are one object, so finding the native op of a formula is looking it up. */
const nativeOps = new Map<Expression, NativeOp>();

/** The upstream gradient of a formula that is no gradient itself. */
const UPSTREAM = 'dy1';

function native(formula: string, forward: NativeOp, backward?: NativeOp): void {
  const expression = parse(formula);
  nativeOps.set(expression, forward);
  if (backward === undefined) return;
  const derived = backward.inputs.includes(RESULT)
    ? gradientFromResult(expression, 'x', UPSTREAM, RESULT)
    : gradient(expression, 'x', UPSTREAM);
  if (derived !== undefined) nativeOps.set(derived, backward);
}

// ReluGrad and Relu6Grad multiply by 0 and 1, which makes NaN of an infinite upstream gradient.
native('x <= 0 ? 0 : x', { op: 'Relu', inputs: ['x'] });
native('x <= 0 ? 0 : min(maxValue, x)', { op: 'Relu6', inputs: ['x'], when: { maxValue: 6 } });
native('x <= 0 ? 0 : min(6, x)', { op: 'Relu6', inputs: ['x'] });
native('x <= 0 ? 1.7580993408473766 * expm1(x) : 1.0507009873554805 * x', {
  op: 'Selu',
  inputs: ['x'],
});
native(
  'x <= 0 ? alpha * x : x',
  { op: 'LeakyRelu', inputs: ['x'], attributes: ['alpha'] },
  { op: 'LeakyReluGrad', inputs: [UPSTREAM, 'x'], attributes: ['alpha'] },
);
native(
  'x <= 0 ? expm1(x) : x',
  { op: 'Elu', inputs: ['x'] },
  { op: 'EluGrad', inputs: [UPSTREAM, RESULT] },
);
native(
  'sigmoid(x)',
  { op: 'Sigmoid', inputs: ['x'] },
  { op: 'SigmoidGrad', inputs: [RESULT, UPSTREAM] },
);
native('tanh(x)', { op: 'Tanh', inputs: ['x'] }, { op: 'TanhGrad', inputs: [RESULT, UPSTREAM] });
native(
  'softplus(x)',
  { op: 'Softplus', inputs: ['x'] },
  { op: 'SoftplusGrad', inputs: [UPSTREAM, 'x'] },
);

const PRODUCT_UNLESS_ZERO = 'productUnlessZero';

/** The op for each word. A conditional is two: the comparison, and SelectV2, which broadcasts. */
const opOf: Readonly<Partial<Record<string, string>>> = {
  '+': 'AddV2',
  '-': 'Sub',
  '*': 'Mul',
  '/': 'RealDiv',
  neg: 'Neg',
  '<': 'Less',
  '<=': 'LessEqual',
  abs: 'Abs',
  min: 'Minimum',
  max: 'Maximum',
  sign: 'Sign',
  sqrt: 'Sqrt',
  exp: 'Exp',
  expm1: 'Expm1',
  log: 'Log',
  log1p: 'Log1p',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  sin: 'Sin',
  cos: 'Cos',
  erf: 'Erf',
  erfc: 'Erfc',
  [PRODUCT_UNLESS_ZERO]: 'MulNoNan',
} satisfies Partial<Record<Word | typeof PRODUCT_UNLESS_ZERO, string>>;

/** `a * b`, but 0 where `b` is, even if `a` is infinite. */
function productUnlessZero(a: Expression, b: Expression): Expression {
  return operation(PRODUCT_UNLESS_ZERO, a, b);
}

/** Formulas in fewer ops than they are written in. */
const shorter = new Map<Expression, Expression>();

/** Of x times a gate of itself, the formula keeps infinities from the zeros of the gate: an op does that. */
function gated(formula: string, gateFormula: string): void {
  const [expression, gate] = [parse(formula), parse(gateFormula)];
  const x = variable('x');
  const slope = add(gate, productUnlessZero(x, derivative(gate, 'x')));
  shorter.set(expression, productUnlessZero(x, gate));
  shorter.set(gradient(expression, 'x', UPSTREAM), mul(variable(UPSTREAM), slope));
}

gated('x <= 40 ? max(x, -200) * sigmoid(x) : x', 'sigmoid(x)');
gated('x <= 20 ? max(x, -200) * tanh(softplus(x)) : x', 'tanh(softplus(x))');

/**
 * `a <= 0 ? 0 : a * b` as one op instead of four, for formulas over slices: what they compare with 0 is a
 * probability. The op multiplies by all but 0.
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

const ONE_OP = { ops: 1, work: 1, numbers: 0 };

/** Runs an elementwise formula. */
export const runOnTensorflow: Runner<NodeBackend> = (run, backend) => {
  const { formula, inputs, shape } = run;
  const op = nativeOps.get(formula.expression);
  const native = op !== undefined && computes(op, run) ? op : undefined;
  const inOps = lowered(formula.expression);
  const size = tf.util.sizeFromShape(shape);
  if (isCheaperOnHost(native ? ONE_OP : inOps, inputs, size, backend)) {
    const output = onHost((values) => computeOnHost(run, values), inputs, shape, backend);
    if (output) return output;
  }
  if (native) return runNative(native, run, backend);
  return tf.tidy(() => runWordByWord(inOps.expression, run, backend));
};

// Costs in microseconds, measured on two cores: of a call and for an element.
const OP = { call: 5, element: 0.00015 };
const READ = { call: 1.25, element: 0.001 };
const COMPUTE = { call: 0.25, element: 0.0009 };
const WRITE = { call: 1, element: 0.0006 };

/** How many simple ops take as long as one of these. */
const WEIGHTS: Readonly<Record<string, number>> = {
  exp: 2.5,
  expm1: 7,
  log: 2,
  log1p: 3,
  sigmoid: 3,
  tanh: 1.5,
  softplus: 8,
  sin: 3,
  cos: 3,
  erf: 1.5,
  erfc: 35,
};

/** The same of a sum along an axis, and of softmax. */
const [SUM, SOFTMAX] = [6, 6];

/** How much of TensorFlow a computation takes. */
interface Extent {
  readonly ops: number;
  /** The ops by their weights. */
  readonly work: number;
  /** Numbers that become tensors. */
  readonly numbers: number;
}

/** What is on a graphics card stays there. */
function mayRunOnHost({ isGPUPackage }: NodeBackend): boolean {
  return !isGPUPackage && hasSimd();
}

/** Whether it takes less time in JavaScript's memory. */
function isCheaperOnHost(
  { ops, work, numbers }: Extent,
  inputs: readonly tf.Tensor[],
  size: number,
  backend: NodeBackend,
): boolean {
  if (!mayRunOnHost(backend)) return false;
  let onTensorflow = (ops + numbers) * OP.call + work * size * OP.element;
  let onHost = COMPUTE.call + WRITE.call + size * (COMPUTE.element + WRITE.element);
  for (const input of inputs) {
    const isOnHost = backend.tensorMap.get(input.dataId).values != null;
    if (isOnHost) onTensorflow += WRITE.call + input.size * WRITE.element;
    else onHost += READ.call + input.size * READ.element;
  }
  return onHost < onTensorflow;
}

function onHost(
  compute: (values: Float32Array[]) => Float32Array | undefined,
  inputs: readonly tf.Tensor[],
  shape: number[],
  backend: NodeBackend,
): tf.TensorInfo | undefined {
  const values = compute(inputs.map(({ dataId }) => backend.readSync(dataId)));
  return values && { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}

/** Whether the op takes these tensors and parameters: it broadcasts nothing. */
function computes({ inputs, attributes = [], when = {} }: NativeOp, run: ElementwiseRun): boolean {
  const { names, scalars, shape } = run;
  return (
    inputs.every((name) => names.includes(name)) &&
    run.inputs.every((input) => tf.util.arraysEqual(input.shape, shape)) &&
    attributes.every((name) => !names.includes(name)) &&
    Object.entries(when).every(([name, value]) => scalars[name] === value)
  );
}

function runNative(native: NativeOp, run: ElementwiseRun, backend: NodeBackend): tf.Tensor {
  const { op, inputs, attributes = [] } = native;
  const { names, scalars } = run;
  const type = backend.binding.TF_ATTR_FLOAT;
  const floats = attributes.map((name) => ({ name, type, value: scalars[name] }));
  const tensors = inputs.map((name) => run.inputs[names.indexOf(name)]);
  return backend.executeSingleOutput(op, [floatType(backend), ...floats], tensors);
}

interface InOps extends Extent {
  readonly expression: Expression;
}

const known = new WeakMap<Expression, InOps>();

/** The formula in words that are ops. */
function lowered(formula: Expression): InOps {
  let inOps = known.get(formula);
  if (inOps === undefined) {
    const expression = lower(shorter.get(formula) ?? formula, (word) => Object.hasOwn(opOf, word));
    let [ops, work, numbers] = [0, 0, 0];
    traverse<void>(expression, (node) => {
      if (node.kind === 'constant') numbers += 1;
      if (node.kind !== 'operation') return;
      ops += isConditional(node) ? 2 : 1;
      work += isConditional(node) ? 2 : (WEIGHTS[node.op] ?? 1);
    });
    inOps = { expression, ops, work, numbers };
    known.set(formula, inOps);
  }
  return inOps;
}

function runWordByWord(
  expression: Expression,
  { names, inputs, scalars, shape }: Omit<ElementwiseRun, 'formula'>,
  backend: NodeBackend,
): tf.Tensor {
  const type = [floatType(backend)];
  const execute = (op: string, ...args: tf.Tensor[]) => backend.executeSingleOutput(op, type, args);
  const apply = (node: Operation, args: tf.Tensor[]) => {
    const op = opOf[node.op] as string;
    if (!isConditional(node)) return execute(op, ...args);
    const [a, b, ifTrue, ifFalse] = args;
    const condition = execute(op, a, b);
    const selected = execute('SelectV2', condition, ifTrue, ifFalse);
    condition.dispose();
    return selected;
  };
  const toRead = countUses(expression);
  const result = traverse<tf.Tensor>(expression, (node, args) => {
    switch (node.kind) {
      case 'constant':
        return tf.scalar(node.value);
      case 'variable': {
        const index = names.indexOf(node.name);
        return index < 0 ? tf.scalar(scalars[node.name]) : inputs[index];
      }
      case 'operation': {
        const value = apply(node, args);
        // Memory that is free and warm is the next op's.
        node.args.forEach((arg, i) => {
          const reads = (toRead.get(arg) as number) - 1;
          toRead.set(arg, reads);
          if (reads === 0 && arg.kind === 'operation') args[i].dispose();
        });
        return value;
      }
    }
  });
  if (!tf.util.arraysEqual(result.shape, shape)) return tf.broadcastTo(result, shape);
  return inputs.includes(result) ? tf.clone(result) : result;
}

function floatType({ binding }: NodeBackend) {
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** What bringing the axis to the end and back costs, in ops. */
const TRANSPOSITIONS = 4;

/** Runs a kernel over slices; `undefined` where there is no way of its own here. */
export const runSlicesOnTensorflow: SliceRunner<NodeBackend> = (
  formulas,
  slices,
  inputs,
  backend,
) => {
  const [{ size }] = inputs;
  const extent = extentOf(formulas, slices);
  if (extent && !isCheaperOnHost(extent, inputs, size, backend)) {
    const sums = sumsOf(formulas);
    if (sums) return tf.tidy(() => computeSums(sums, formulas, slices, inputs, backend));
    const output = sliceOp(formulas.tensorflow as string, slices, inputs[0], backend);
    if (output) return output;
  }
  if (!mayRunOnHost(backend)) return undefined;
  const compute = (values: Float32Array[]) => computeSlicesOnHost(formulas, slices, values);
  return onHost(compute, inputs, inputs[0].shape, backend);
};

/** What it takes of TensorFlow, if there is a way. */
function extentOf(formulas: SliceFormulas, { inner }: Slices): Extent | undefined {
  if (formulas.tensorflow === undefined) return sumsOf(formulas);
  // The op, and the sum that tells of a NaN.
  const ops = inner === 1 ? 2 : 2 + TRANSPOSITIONS;
  return { ops, work: ops + SOFTMAX, numbers: 1 };
}

/** Formulas of sums along slices, in words that are ops. */
interface SumsInOps extends Extent {
  readonly terms: readonly Expression[];
  readonly result: Expression;
}

const knownSums = new WeakMap<SliceFormulas, SumsInOps | undefined>();

function sumsOf(formulas: SliceFormulas): SumsInOps | undefined {
  if (!knownSums.has(formulas)) knownSums.set(formulas, lowerSums(formulas));
  return knownSums.get(formulas);
}

function lowerSums({ gathered, raised, result }: SliceFormulas): SumsInOps | undefined {
  if (raised || gathered.some(({ combine }) => combine !== 'sum')) return undefined;
  const inOps = (expression: Expression) => lowered(productsUnlessZero(expression));
  const terms = gathered.map(({ term }) => inOps(term));
  const all = [...terms, inOps(result)];
  const total = (of: (part: Extent) => number) => all.reduce((sum, part) => sum + of(part), 0);
  return {
    terms: terms.map(({ expression }) => expression),
    result: inOps(result).expression,
    ops: total(({ ops }) => ops) + gathered.length,
    work: total(({ work }) => work) + gathered.length * SUM,
    numbers: total(({ numbers }) => numbers),
  };
}

/** An op along slices; `undefined` where it has made a NaN. */
function sliceOp(
  op: string,
  slices: Slices,
  x: tf.Tensor,
  backend: NodeBackend,
): tf.Tensor | undefined {
  const execute = (x: tf.Tensor) => backend.executeSingleOutput(op, [floatType(backend)], [x]);
  const y = tf.tidy(() => alongLastAxis(slices, x, execute));
  const axes = y.shape.map((_, axis) => axis);
  const [total] = tf.tidy(() => sum(y, axes, backend).dataSync());
  if (!Number.isNaN(total)) return y;
  y.dispose();
  return undefined;
}

/** Whether the slices go along the last axis, and not several. A new shape is an op too. */
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

/** Sums along slices, and then the result, one op a word. */
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
  const names = [...tensors];
  const values = inputs.map((input) => (isLast ? input : tf.reshape(input, inThreeAxes)));
  const { shape }: { shape: number[] } = values[0];
  const compute = (expression: Expression) =>
    runWordByWord(expression, { names, inputs: values, scalars: {}, shape }, backend);
  gathered.forEach(({ name }, i) => {
    const total = sum(compute(terms[i]), [axis], backend);
    names.push(name);
    values.push(total);
  });
  const output = compute(result);
  return isLast ? output : tf.reshape(output, inputs[0].shape);
}

/** The sum along axes, which keep the length 1. */
function sum(x: tf.Tensor, axes: number[], backend: NodeBackend): tf.Tensor {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_INT32 } = backend.binding;
  const keepAxes = { name: 'keep_dims', type: TF_ATTR_BOOL, value: true };
  const axisType = { name: 'Tidx', type: TF_ATTR_TYPE, value: TF_INT32 };
  return backend.executeSingleOutput(
    'Sum',
    [floatType(backend), keepAxes, axisType],
    [x, tf.tensor1d(axes, 'int32')],
  );
}
