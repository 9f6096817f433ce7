import * as tf from '@tensorflow/tfjs';
import { gradient, gradientFromResult } from '../../formula/derive.js';
import { RESULT } from '../../formula/derived_formula.js';
import type { Expression } from '../../formula/expression.js';
import { parse } from '../../formula/parse.js';
import type { ElementwiseRun } from '../../kernels/backend.js';
import { floatType, type NodeBackend } from './backend.js';

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
export const UPSTREAM = 'dy1';

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

/** The op that computes a formula of these tensors and parameters, if there is one. */
export function nativeOpOf(run: ElementwiseRun): NativeOp | undefined {
  const op = nativeOps.get(run.formula.expression);
  return op !== undefined && computes(op, run) ? op : undefined;
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

export function runNative(native: NativeOp, run: ElementwiseRun, backend: NodeBackend): tf.Tensor {
  const { op, inputs, attributes = [] } = native;
  const { names, scalars } = run;
  const type = backend.binding.TF_ATTR_FLOAT;
  const floats = attributes.map((name) => ({ name, type, value: scalars[name] }));
  const tensors = inputs.map((name) => run.inputs[names.indexOf(name)]);
  return backend.executeSingleOutput(op, [floatType(backend), ...floats], tensors);
}
