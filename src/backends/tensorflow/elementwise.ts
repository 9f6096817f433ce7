import * as tf from '@tensorflow/tfjs';
import type { DerivedFormula } from '../../formula/derived_formula.js';
import type { Expression } from '../../formula/expression.js';
import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { preparedOnHost } from '../host/elementwise.js';
import type { NodeBackend } from './backend.js';
import { type Extent, isCheaperOnHost, onHost } from './costs.js';
import {
  attributesOf,
  type NativeOp,
  nativeOpFor,
  nativeOpOf,
  preparedNative,
  takes,
} from './native_ops.js';
import { OpRun } from './op_run.js';
import { OpSequence } from './op_sequence.js';
import { behindSum } from './sums.js';
import { inOps } from './words.js';

// TensorFlow's ops are native code on all cores: the formula's own op if there is one, otherwise one op for each
// word, called without the checks and records of tfjs's ops. But each costs microseconds and a pass over memory, so a
// formula that needs many of them is computed at once in JavaScript's memory.

export const elementwise: Preparer<ElementwiseKernel, NodeBackend> = (kernel, backend) => {
  const { shape } = kernel;
  const native = nativeOpOf(kernel);
  const way = native ?? wayOf(kernel);
  const size = tf.util.sizeFromShape(shape);
  // Each is prepared when it is first needed, because a gradient is prepared at each step, and needs one of them.
  let compute: ReturnType<typeof preparedOnHost> | undefined;
  let runNative: ReturnType<typeof preparedNative> | undefined;
  return (inputs) => {
    if (isCheaperOnHost(way, inputs, size, backend)) {
      compute ??= preparedOnHost(kernel);
      const output = onHost(compute, inputs, shape, backend);
      if (output) return output;
    }
    if (native === undefined) return runInOps(way as Way, kernel, inputs, backend);
    runNative ??= preparedNative(native, kernel, backend);
    return runNative(inputs);
  };
};

/** How a formula without an op of its own is computed in ops. */
interface Way extends Extent {
  /** A sum, of which `rest` is a function of `x`. */
  readonly sum?: OpSequence;
  readonly rest: OpSequence | NativeOp;
}

/** The ways of a formula. After a sum, the rest may have an op of its own, which may require parameters. */
interface Ways {
  readonly inOps: Way;
  readonly withNative?: Way & { readonly rest: NativeOp };
}

const knownWays = new WeakMap<Expression, Ways>();

function wayOf(kernel: ElementwiseKernel): Way {
  const { expression } = kernel.formula;
  let ways = knownWays.get(expression);
  if (ways === undefined) {
    ways = waysOf(kernel.formula);
    knownWays.set(expression, ways);
  }
  const { inOps, withNative } = ways;
  return withNative && takes(withNative.rest, kernel) ? withNative : inOps;
}

function waysOf(formula: DerivedFormula): Ways {
  const behind = behindSum(formula);
  if (behind === undefined) return { inOps: wayBehind(undefined, inOps(formula.expression)) };
  const sum = inOps(behind.sum);
  const native = nativeOpFor(behind.rest);
  return {
    inOps: wayBehind(sum, inOps(behind.rest)),
    withNative: native && wayBehind(sum, native),
  };
}

function wayBehind<Rest extends Way['rest']>(sum: OpSequence | undefined, rest: Rest) {
  return { sum, rest, ops: (sum?.ops ?? 0) + rest.ops, work: (sum?.work ?? 0) + rest.work };
}

function runInOps(
  { sum, rest }: Way,
  kernel: ElementwiseKernel,
  inputs: readonly tf.Tensor[],
  backend: NodeBackend,
): tf.Tensor {
  const { names, scalars, shape } = kernel;
  const output = OpRun.result(backend, (ops) => {
    const handles = inputs.map((input) => ops.input(input));
    const read = (name: string) => {
      const index = names.indexOf(name);
      return index < 0 ? ops.number(scalars[name]) : handles[index];
    };
    const x = sum?.run(ops, read);
    const readAfterSum = (name: string) => (x && name === 'x' ? x : read(name));
    const result =
      rest instanceof OpSequence
        ? rest.run(ops, readAfterSum)
        : ops.execute(rest.op, rest.inputs.map(readAfterSum), attributesOf(rest, kernel, backend));
    if (x) ops.free(x);
    return result;
  });
  if (tf.util.arraysEqual(output.shape, shape)) return output;
  const whole = tf.broadcastTo(output, shape);
  output.dispose();
  return whole;
}
