import * as tf from '@tensorflow/tfjs';
import type { Runner } from '../../kernels/backend.js';
import { computeOnHost } from '../host/elementwise.js';
import type { NodeBackend } from './backend.js';
import { isCheaperOnHost, onHost } from './costs.js';
import { nativeOpOf, runNative } from './native_ops.js';
import { OpRun } from './op_run.js';
import { lowered, runWordByWord } from './words.js';

// TensorFlow's ops are native code on all cores: the formula's own op where there is one, else one op a
// word, called without the checks and records of tfjs's ops. But each costs microseconds and a pass
// over memory, so where a formula needs many of them, it is computed at once in JavaScript's memory.

const ONE_OP = { ops: 1, work: 1 };

export const elementwise: Runner<NodeBackend> = (run, backend) => {
  const { formula, inputs, shape } = run;
  const native = nativeOpOf(run);
  const inOps = lowered(formula.expression);
  const size = tf.util.sizeFromShape(shape);
  if (isCheaperOnHost(native ? ONE_OP : inOps, inputs, size, backend)) {
    const output = onHost((values) => computeOnHost(run, values), inputs, shape, backend);
    if (output) return output;
  }
  if (native) return runNative(native, run, backend);
  const { names, scalars } = run;
  const output = OpRun.result(backend, (ops) => {
    const handles = inputs.map((input) => ops.input(input));
    return runWordByWord(ops, inOps.expression, (name) => {
      const index = names.indexOf(name);
      return index < 0 ? ops.number(scalars[name]) : handles[index];
    });
  });
  if (tf.util.arraysEqual(output.shape, shape)) return output;
  const whole = tf.broadcastTo(output, shape);
  output.dispose();
  return whole;
};
