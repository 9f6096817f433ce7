import * as tf from '@tensorflow/tfjs';
import { errorFunctions } from '../../compilers/approximations.js';
import { add, apply, constant, div, mul, select, sub, traverse } from '../../formula/expression.js';
import { lower, type Rewrite } from '../../formula/lower.js';
import type { Word } from '../../formula/words.js';
import type { ElementwiseRun } from '../backend.js';

/** The tfjs op for each word, and the kernel that it needs. */
const ops: Partial<Record<Word, { kernel: string; op: (...args: tf.Tensor[]) => tf.Tensor }>> = {
  '+': { kernel: 'Add', op: tf.add },
  '-': { kernel: 'Sub', op: tf.sub },
  '*': { kernel: 'Multiply', op: tf.mul },
  '/': { kernel: 'RealDiv', op: tf.div },
  neg: { kernel: 'Neg', op: tf.neg },
  '<': { kernel: 'Select', op: (a, b, t, f) => tf.where(tf.less(a, b), t, f) },
  '<=': { kernel: 'Select', op: (a, b, t, f) => tf.where(tf.lessEqual(a, b), t, f) },
  abs: { kernel: 'Abs', op: tf.abs },
  min: { kernel: 'Minimum', op: tf.minimum },
  max: { kernel: 'Maximum', op: tf.maximum },
  sign: { kernel: 'Sign', op: tf.sign },
  sqrt: { kernel: 'Sqrt', op: tf.sqrt },
  exp: { kernel: 'Exp', op: tf.exp },
  expm1: { kernel: 'Expm1', op: tf.expm1 },
  log: { kernel: 'Log', op: tf.log },
  log1p: { kernel: 'Log1p', op: tf.log1p },
  sigmoid: { kernel: 'Sigmoid', op: tf.sigmoid },
  tanh: { kernel: 'Tanh', op: tf.tanh },
  softplus: { kernel: 'Softplus', op: tf.softplus },
  sin: { kernel: 'Sin', op: tf.sin },
  cos: { kernel: 'Cos', op: tf.cos },
};

const rewrites: Partial<Record<string, Rewrite>> = {
  /** For backends with tanh but without expm1: e²ᵃ - 1 = 2t / (1 - t) with t = tanh a. */
  expm1: ([x]) => {
    const t = apply('tanh', [div(x, constant(2))]);
    const near = div(mul(constant(2), t), sub(constant(1), t));
    return select('<', x, constant(1), near, add(apply('exp', [x]), constant(-1)));
  },
  // If neither is less than the other, and they are not equal, one is NaN.
  min: ([a, b]) => select('<', b, a, b, select('<=', a, b, a, add(a, b))),
  max: ([a, b]) => select('<', a, b, b, select('<=', b, a, a, add(a, b))),
};

/** The ops of tfjs that lose a NaN in their second argument. */
const losesNaN: Readonly<Record<string, readonly string[]>> = { wasm: ['min', 'max'] };

/** Runs a formula as tfjs ops, on any backend, with the accuracy of that backend's own ops. */
export function runComposed({
  formula,
  names,
  inputs,
  scalars,
  shape,
}: Omit<ElementwiseRun, 'shapes'>): tf.Tensor {
  return tf.tidy(() => {
    const backend = tf.getBackend();
    const has = (op: string) => {
      const kernel = ops[op as Word]?.kernel;
      if (kernel === undefined || losesNaN[backend]?.includes(op)) return false;
      return tf.getKernel(kernel, backend) != null;
    };
    const result = traverse<tf.Tensor>(
      lower(formula.expression, has, { ...errorFunctions, ...rewrites }),
      (node, args) => {
        switch (node.kind) {
          case 'constant':
            return tf.scalar(node.value);
          case 'variable':
            return names.includes(node.name)
              ? tf.clone(inputs[names.indexOf(node.name)])
              : tf.scalar(scalars[node.name]);
          case 'operation':
            return ops[node.op as Word]?.op(...args) as tf.Tensor;
        }
      },
    );
    return tf.util.arraysEqual(result.shape, shape) ? result : tf.broadcastTo(result, shape);
  });
}
