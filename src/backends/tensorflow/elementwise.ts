import * as tf from '@tensorflow/tfjs';
import { type Expression, variablesOf } from '../../formula/expression.js';
import type { ElementwiseRun, Runner } from '../../kernels/backend.js';
import { computeOnHost } from '../host/elementwise.js';
import type { NodeBackend } from './backend.js';
import { type Extent, isCheaperOnHost, onHost, WEIGHTS } from './costs.js';
import { type NativeOp, nativeOpOf, runNative } from './native_ops.js';
import { OpRun } from './op_run.js';
import { type BehindSum, behindSum } from './sums.js';
import { lowered, runWordByWord } from './words.js';

// TensorFlow's ops are native code on all cores: the formula's own op if there is one, otherwise one op for each
// word, called without the checks and records of tfjs's ops. But each costs microseconds and a pass over memory, so a
// formula that needs many of them is computed at once in JavaScript's memory.

/** The amount of work of one op. */
const extentOfOp = ({ op }: NativeOp): Extent => ({ ops: 1, work: WEIGHTS[op] ?? 1 });

export const elementwise: Runner<NodeBackend> = (run, backend) => {
  const { formula, inputs, shape } = run;
  const size = tf.util.sizeFromShape(shape);
  const onHostIfCheaper = (extent: Extent) =>
    isCheaperOnHost(extent, inputs, size, backend)
      ? onHost((values) => computeOnHost(run, values), inputs, shape, backend)
      : undefined;
  const native = nativeOpOf(run);
  if (native) return onHostIfCheaper(extentOfOp(native)) ?? runNative(native, run, backend);
  const behind = behindSum(formula);
  if (behind) return onHostIfCheaper(extentOf(behind, run)) ?? runBehindSum(behind, run, backend);
  const inOps = lowered(formula.expression);
  return onHostIfCheaper(inOps) ?? runInOps(inOps.expression, run, backend);
};

/** The run of the rest of the formula, with the sum as its `x`. */
function runOf({ sum, rest }: BehindSum, run: ElementwiseRun, x: tf.Tensor): ElementwiseRun {
  const summed = variablesOf(sum);
  const others = run.names.flatMap((name, i) => (summed.includes(name) ? [] : [i]));
  return {
    ...run,
    formula: rest,
    names: ['x', ...others.map((i) => run.names[i])],
    inputs: [x, ...others.map((i) => run.inputs[i])],
  };
}

function extentOf(behind: BehindSum, run: ElementwiseRun): Extent {
  const sum = lowered(behind.sum);
  const whole = run.inputs.find(({ shape }) => tf.util.arraysEqual(shape, run.shape));
  const native = whole && nativeOpOf(runOf(behind, run, whole));
  const rest = native ? extentOfOp(native) : lowered(behind.rest.expression);
  return { ops: sum.ops + rest.ops, work: sum.work + rest.work };
}

/** The rest of the formula after the sum may have a native op, or be shorter. */
function runBehindSum(
  behind: BehindSum,
  run: ElementwiseRun,
  backend: NodeBackend,
): tf.TensorInfo | undefined {
  const sum = runInOps(behind.sum, run, backend);
  const output = elementwise(runOf(behind, run, sum), backend);
  sum.dispose();
  return output;
}

function runInOps(
  expression: Expression,
  { names, inputs, scalars, shape }: ElementwiseRun,
  backend: NodeBackend,
): tf.Tensor {
  const output = OpRun.result(backend, (ops) => {
    const handles = inputs.map((input) => ops.input(input));
    return runWordByWord(ops, expression, (name) => {
      const index = names.indexOf(name);
      return index < 0 ? ops.number(scalars[name]) : handles[index];
    });
  });
  if (tf.util.arraysEqual(output.shape, shape)) return output;
  const whole = tf.broadcastTo(output, shape);
  output.dispose();
  return whole;
}
