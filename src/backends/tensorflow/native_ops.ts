import * as tf from '@tensorflow/tfjs';
import { type Activation, specialise } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { gradient, gradientFromResult } from '../../formula/derive.js';
import { RESULT } from '../../formula/derived_formula.js';
import type { Expression } from '../../formula/expression.js';
import type { ElementwiseKernel } from '../../kernels/backend.js';
import { floatType, type NodeBackend, type OpAttribute } from './backend.js';
import { type Extent, WEIGHTS } from './costs.js';

/** An op of TensorFlow that computes a formula. */
export interface NativeOp extends Extent {
  readonly op: string;
  /** The variables of the formula that are its inputs, in its order. */
  readonly inputs: readonly string[];
  /** The scalar parameters that it takes as attributes with the same names. */
  readonly attributes: readonly string[];
  /** The values of scalar parameters that the op requires. */
  readonly when: readonly (readonly [name: string, value: number])[];
}

const { arraysEqual } = tf.util;

/** The upstream gradient of a formula that is not a gradient itself. */
export const UPSTREAM = 'dy1';

/**
 * The inputs of the gradients of ops, in order. ReluGrad and Relu6Grad are missing, because they multiply by 0 and 1,
 * which turns an infinite upstream gradient into NaN.
 */
const gradientInputs: Readonly<Record<string, readonly string[]>> = {
  LeakyRelu: [UPSTREAM, 'x'],
  Elu: [UPSTREAM, RESULT],
  Sigmoid: [RESULT, UPSTREAM],
  Tanh: [RESULT, UPSTREAM],
  Softplus: [UPSTREAM, 'x'],
};

/** The ops in the catalogue, keyed by the formulas that they compute. */
function findNativeOps(): ReadonlyMap<Expression, NativeOp> {
  const nativeOps = new Map<Expression, NativeOp>();
  for (const activation of Object.values<Activation>(elementwiseActivations)) {
    for (const [op, values] of Object.entries(activation.tensorflow ?? {})) {
      const { formula, parameters } = specialise(activation.formula, values);
      const when = Object.entries(parameters);
      const attributes = Object.keys(activation.parameters).filter((name) => !(name in values));
      nativeOps.set(formula, nativeOp({ op, inputs: ['x'], attributes, when }));
      const inputs = gradientInputs[op];
      if (inputs === undefined) continue;
      const derived = inputs.includes(RESULT)
        ? gradientFromResult(formula, 'x', UPSTREAM, RESULT)
        : gradient(formula, 'x', UPSTREAM);
      if (derived) nativeOps.set(derived, nativeOp({ op: `${op}Grad`, inputs, attributes, when }));
    }
  }
  return nativeOps;
}

function nativeOp(native: Omit<NativeOp, keyof Extent>): NativeOp {
  return { ...native, ops: 1, work: WEIGHTS[native.op] ?? 1 };
}

/**
 * Computed on the first run, because most programs that load this module never use TensorFlow. Equal formulas are the
 * same object, so the op of a formula is found by a lookup.
 */
let nativeOps: ReadonlyMap<Expression, NativeOp> | undefined;

/** The op for a formula, if there is one: it may require parameters that are not given. */
export function nativeOpFor(formula: Expression): NativeOp | undefined {
  nativeOps ??= findNativeOps();
  return nativeOps.get(formula);
}

// The following run for each gradient, and are loops because those take half the time of callbacks while V8 interprets
// them.

/** The op that computes a formula of these tensors and parameters, if there is one. It broadcasts nothing. */
export function nativeOpOf(kernel: ElementwiseKernel): NativeOp | undefined {
  const native = nativeOpFor(kernel.formula.expression);
  if (native === undefined || !takes(native, kernel)) return undefined;
  const { names, shapes, shape } = kernel;
  for (const name of native.inputs) if (!names.includes(name)) return undefined;
  for (const each of shapes) if (!arraysEqual(each, shape)) return undefined;
  return native;
}

/** Whether the op takes the parameters of a kernel. */
export function takes(
  { attributes, when }: NativeOp,
  { names, scalars }: ElementwiseKernel,
): boolean {
  for (const name of attributes) if (names.includes(name)) return false;
  for (const [name, value] of when) if (scalars[name] !== value) return false;
  return true;
}

export function attributesOf(
  { attributes }: NativeOp,
  { scalars }: ElementwiseKernel,
  backend: NodeBackend,
): OpAttribute[] {
  const all = [floatType(backend)];
  const type = backend.binding.TF_ATTR_FLOAT;
  for (const name of attributes) all.push({ name, type, value: scalars[name] });
  return all;
}

/** Prepares runs of the op, without the records of an `OpRun`, because nothing else runs. */
export function preparedNative(
  native: NativeOp,
  kernel: ElementwiseKernel,
  backend: NodeBackend,
): (inputs: readonly tf.Tensor[]) => tf.Tensor {
  const attributes = attributesOf(native, kernel, backend);
  const places: number[] = [];
  for (const name of native.inputs) places.push(kernel.names.indexOf(name));
  return (inputs) => {
    const tensors: tf.Tensor[] = [];
    for (const place of places) tensors.push(inputs[place]);
    const ids = backend.getInputTensorIds(tensors);
    const [output] = backend.binding.executeOp(native.op, attributes, ids, 1);
    return backend.createOutputTensor(output);
  };
}
