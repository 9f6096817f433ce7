import * as tf from '@tensorflow/tfjs';
import { gradient } from '../formula/derive.js';
import type { Expression } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { runComposed } from './composed.js';
import type { ElementwiseRun, Runner } from './runner.js';

/** What is used of tfjs-node's backend. */
interface NodeBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(
    op: string,
    attributes: readonly { name: string; type: number; value: number }[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
}

/** An op of TensorFlow that computes a formula. */
interface NativeOp {
  readonly op: string;
  /** The variables of the formula that are its inputs, in its order. */
  readonly inputs: readonly string[];
  /** The scalar parameters that it takes as attributes of the same names. */
  readonly attributes?: readonly string[];
  /** The values of scalar parameters for which alone it is the formula. */
  readonly when?: Readonly<Record<string, number>>;
  /** The op that it must be given the result of in place of `x`. */
  readonly after?: string;
}

/** Equal formulas are one object, so finding the native op of a formula is looking it up. */
const nativeOps = new Map<Expression, NativeOp>();

function native(formula: string, forward: NativeOp, backward?: NativeOp): void {
  const expression = parse(formula);
  nativeOps.set(expression, forward);
  if (backward) nativeOps.set(gradient(expression, 'x', 'dy1'), backward);
}

// ReluGrad and Relu6Grad multiply by 0 and 1, which makes NaN of an infinite upstream gradient.
native('x <= 0 ? 0 : x', { op: 'Relu', inputs: ['x'] });
native('x <= 0 ? 0 : min(x, maxValue)', { op: 'Relu6', inputs: ['x'], when: { maxValue: 6 } });
native(
  'x <= 0 ? alpha * x : x',
  { op: 'LeakyRelu', inputs: ['x'], attributes: ['alpha'] },
  { op: 'LeakyReluGrad', inputs: ['dy1', 'x'], attributes: ['alpha'] },
);
// EluGrad computes from the result of Elu.
native(
  'x <= 0 ? expm1(x) : x',
  { op: 'Elu', inputs: ['x'] },
  { op: 'EluGrad', inputs: ['dy1', 'x'], after: 'Elu' },
);
native(
  'softplus(x)',
  { op: 'Softplus', inputs: ['x'] },
  { op: 'SoftplusGrad', inputs: ['dy1', 'x'] },
);

/** TensorFlow's ops are native code on all cores: the formula's own op if there is one. */
export const runOnTensorflow: Runner<NodeBackend> = (run, backend) => {
  const op = nativeOps.get(run.formula.expression);
  return op !== undefined && computes(op, run)
    ? runNative(op, run, backend)
    : runComposed(run, backend);
};

/** Whether the op takes these tensors and parameters: it broadcasts nothing. */
function computes({ inputs, attributes = [], when = {} }: NativeOp, run: ElementwiseRun): boolean {
  const { tensors, scalars, shape } = run;
  return (
    inputs.every((name) => tf.util.arraysEqual(tensors[name].shape, shape)) &&
    attributes.every((name) => Object.hasOwn(scalars, name)) &&
    Object.entries(when).every(([name, value]) => scalars[name] === value)
  );
}

function runNative(native: NativeOp, run: ElementwiseRun, backend: NodeBackend): tf.Tensor {
  const { op, inputs, attributes = [], after } = native;
  const { tensors, scalars } = run;
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = backend.binding;
  const type = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT };
  const floats = attributes.map((name) => ({
    name,
    type: TF_ATTR_FLOAT,
    value: scalars[name],
  }));
  return tf.tidy(() =>
    backend.executeSingleOutput(
      op,
      [type, ...floats],
      inputs.map((name) =>
        name === 'x' && after !== undefined
          ? backend.executeSingleOutput(after, [type], [tensors.x])
          : tensors[name],
      ),
    ),
  );
}

/**
 * TensorFlow's own Softmax along the last axis; `undefined` where it makes NaN, as it does of a
 * slice of nothing but -Infinity.
 */
export function runSoftmaxOnTensorflow(x: tf.Tensor, backend: NodeBackend): tf.Tensor | undefined {
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const type = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT };
  return tf.tidy(() => {
    const y = backend.executeSingleOutput('Softmax', [type], [x]);
    const [sum] = tf.sum(y).dataSync();
    return Number.isNaN(sum) ? undefined : y;
  });
}
