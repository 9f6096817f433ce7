import * as tf from '@tensorflow/tfjs';
import { type Activation, specialise } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { gradient, gradientFromResult } from '../../formula/derive.js';
import { RESULT } from '../../formula/derived_formula.js';
import type { Expression } from '../../formula/expression.js';
import type { ElementwiseRun } from '../../kernels/backend.js';
import { floatType, type NodeBackend } from './backend.js';

/** An op of TensorFlow that computes a formula. */
export interface NativeOp {
  readonly op: string;
  /** The variables of the formula that are its inputs, in its order. */
  readonly inputs: readonly string[];
  /** The scalar parameters that it takes as attributes with the same names. */
  readonly attributes: readonly string[];
  /** The values of scalar parameters that the op requires. */
  readonly when: Readonly<Record<string, number>>;
}

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
      const { formula, parameters: when } = specialise(activation.formula, values);
      const attributes = Object.keys(activation.parameters).filter((name) => !(name in values));
      nativeOps.set(formula, { op, inputs: ['x'], attributes, when });
      const inputs = gradientInputs[op];
      if (inputs === undefined) continue;
      const derived = inputs.includes(RESULT)
        ? gradientFromResult(formula, 'x', UPSTREAM, RESULT)
        : gradient(formula, 'x', UPSTREAM);
      if (derived) nativeOps.set(derived, { op: `${op}Grad`, inputs, attributes, when });
    }
  }
  return nativeOps;
}

/**
 * Computed on the first run, because most programs that load this module never use TensorFlow. Equal formulas are the
 * same object, so the op of a formula is found by a lookup.
 */
let nativeOps: ReadonlyMap<Expression, NativeOp> | undefined;

/** The op that computes a formula of these tensors and parameters, if there is one. */
export function nativeOpOf(run: ElementwiseRun): NativeOp | undefined {
  nativeOps ??= findNativeOps();
  const op = nativeOps.get(run.formula.expression);
  return op !== undefined && computes(op, run) ? op : undefined;
}

/** Whether the op supports these tensors and parameters: it broadcasts nothing. */
function computes({ inputs, attributes, when }: NativeOp, run: ElementwiseRun): boolean {
  const { names, scalars, shape } = run;
  return (
    inputs.every((name) => names.includes(name)) &&
    run.inputs.every((input) => tf.util.arraysEqual(input.shape, shape)) &&
    attributes.every((name) => !names.includes(name)) &&
    Object.entries(when).every(([name, value]) => scalars[name] === value)
  );
}

export function runNative(native: NativeOp, run: ElementwiseRun, backend: NodeBackend): tf.Tensor {
  const { op, inputs } = native;
  const { names, scalars } = run;
  const type = backend.binding.TF_ATTR_FLOAT;
  const floats = native.attributes.map((name) => ({ name, type, value: scalars[name] }));
  const attributes = [floatType(backend), ...floats];
  const tensors = inputs.map((name) => run.inputs[names.indexOf(name)]);
  const ids = backend.getInputTensorIds(tensors);
  const [output] = backend.binding.executeOp(op, attributes, ids, 1);
  return backend.createOutputTensor(output);
}
