import * as tf from '@tensorflow/tfjs';
import { elementwise } from '../../src/backends/tensorflow/elementwise.js';
import { type Activation, specialise } from '../../src/catalogue/activation.js';
import { DerivedFormula } from '../../src/formula/derived_formula.js';

/** The TensorFlow ops of an activation, forward and backward, if TensorFlow computes everything. */
export interface NativeOps {
  readonly forward: readonly string[];
  readonly backward: readonly string[];
}

/** What the gradient with respect to `x` reads: `x` itself, the result instead, or neither. */
export type Kept = 'x' | 'result' | 'nothing';

/** How an elementwise activation runs with the given values of its parameters. */
export function runOf(activation: Activation, values: Readonly<Record<string, number>>) {
  const { formula, parameters } = specialise(activation.formula, values);
  const forward = DerivedFormula.of(formula);
  const { reads, each } = forward.gradients(['x']);
  const [read] = reads;
  const [{ formula: backward }] = each;
  const kept: Kept = read === undefined ? 'nothing' : read === 'x' ? 'x' : 'result';
  const native: NativeOps = {
    forward: opsOf(forward, parameters),
    backward: opsOf(backward, parameters),
  };
  return { kept, native };
}

/** The TensorFlow ops that a formula needs, recorded by a stand-in for TensorFlow. */
function opsOf(formula: DerivedFormula, scalars: Readonly<Record<string, number>>): string[] {
  const ops: string[] = [];
  let last = 0;
  const backend = {
    // Otherwise tensors of this size are computed in JavaScript's memory.
    isGPUPackage: true,
    binding: {
      createTensor: () => ++last,
      deleteTensor: () => {},
      executeOp: (op: string) => {
        ops.push(op);
        return [{ id: ++last, shape: [1], dtype: 0 }];
      },
    },
    tensorMap: new Map(),
    getInputTensorIds: (inputs: readonly tf.Tensor[]) => inputs.map(() => ++last),
    createOutputTensor: () => tf.zeros([1]),
  };
  tf.tidy(() => {
    const names = formula.variables.filter((name) => !Object.hasOwn(scalars, name));
    const inputs = names.map(() => tf.zeros([1]));
    const shapes = inputs.map(({ shape }) => shape);
    elementwise({ formula, names, shapes, scalars, shape: [1] }, backend as never)?.(inputs);
  });
  return ops;
}
