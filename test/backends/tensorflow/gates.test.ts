import * as tf from '@tensorflow/tfjs';
import { ops } from '../../../src/activations/ops.js';
import { evaluator } from '../../../src/formula/evaluate.js';
import { parse } from '../../../src/formula/parse.js';
import { type Bound, expectValues } from '../../support/values.js';

// The slope of `x` times a gate is the gate plus `x` times the slope of the gate. Where the gate is close to 1, an error
// in its slope is multiplied by a large `x`.

const x = Array.from({ length: 8001 }, (_, i) => Math.fround((i - 4000) / 200));

const slopes: Readonly<Record<'silu' | 'quickGelu' | 'mish', { slope: string; bound: Bound }>> = {
  silu: {
    slope: 'sigmoid(x) * (1 + x * sigmoid(-x))',
    bound: { ulp: 4, absolute: 2e-7 },
  },
  quickGelu: {
    slope: 'sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))',
    bound: { ulp: 4, absolute: 2e-7 },
  },
  mish: {
    slope: 'tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x)) ** 2)',
    bound: { ulp: 0, absolute: 1e-6 },
  },
};

test.each(Object.entries(slopes))(
  'the slope of %s keeps its digits where its gate is close to 1',
  async (name, { slope, bound }) => {
    const f = evaluator(parse(slope), ['x']);
    const received = tf.grad((x) => ops[name as 'silu'](x))(tf.tensor1d(x));
    await expectValues(
      received,
      x.map((x) => f(x)),
      bound,
    );
  },
);

test.each(Object.keys(slopes))('the slope of %s is 0 and 1 far from 0', async (name) => {
  const received = tf.grad((x) => ops[name as 'silu'](x))(
    tf.tensor1d([-Infinity, -100, 100, 3e38, Infinity]),
  );
  await expectValues(received, [0, 0, 1, 1, 1]);
});
