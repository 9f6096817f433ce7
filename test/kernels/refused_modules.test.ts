import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { layers } from '../../src/index.js';
import reference from '../fixtures/jax/activations.json' with { type: 'json' };
import { elementwise } from '../support/elementwise.js';
import { refuseModulesAbove } from '../support/refusing_engine.js';
import { inSlices, placesOf, references } from '../support/slices.js';
import { expectNoLeak, expectValues, random } from '../support/values.js';

// Every kernel is larger than this, so each is treated as refused by the engine, while WebAssembly itself is still
// detected.
beforeAll(() => refuseModulesAbove(150));

/** Composed kernels are as exact as the ops of tfjs. */
const slack = () => ({ ulp: 32, absolute: 2e-6 });

type Name = keyof typeof elementwiseActivations;
const names = Object.keys(elementwiseActivations) as Name[];
const given: Partial<Record<Name, object>> = {
  prelu: { alpha: 0 },
  pelu: { alpha: 0.5, beta: 2 },
  srelu: { tLeft: -1, aLeft: 0.25, tRight: 2, aRight: 0.5 },
  threshold: { threshold: 0, value: 0 },
};

describe('if WebAssembly refuses the module of every kernel', () => {
  test.each(names)(
    '%s, its slope and its curvature equal those of JAX within 32 ulp or 2e-6',
    async (name) => {
      const f = (x: tf.Tensor) =>
        (ops[name] as (x: tf.Tensor, parameters?: object) => tf.Tensor)(x, given[name]);
      const x = tf.tensor1d(reference.x);
      const slope = tf.grad(f);
      const { value, slope: slopes, curvature } = reference.activations[name];
      await expectValues(f(x), value, slack());
      await expectValues(slope(x), slopes, slack());
      await expectValues(tf.grad((x) => slope(x))(x), curvature, slack());
    },
  );

  test.each(Object.keys(references) as (keyof typeof references)[])(
    '%s and its gradient equal their definitions, along rows and across them',
    async (name) => {
      const [shape, size] = [[3, 5, 7], 105];
      const [x, dy] = [random(size), random(size, 4, 2)];
      for (const axis of [1, 2]) {
        const slices = placesOf(shape, [axis]);
        const f = (x: tf.Tensor) => ops[name](x, axis);
        const { value, gradient } = references[name];
        await expectValues(f(tf.tensor(x, shape)), inSlices(slices, [x], value), slack());
        const received = tf.grad(f)(tf.tensor(x, shape), tf.tensor(dy, shape));
        await expectValues(received, inSlices(slices, [x, dy], gradient), slack());
      }
    },
  );

  test('NaN and infinities are kept, also in parameters that broadcast', async () => {
    const x = tf.tensor2d([
      [Number.NaN, -Infinity, Infinity],
      [-1, 0, 1],
    ]);
    const alpha = tf.tensor1d([1, 2, 3]);
    const y = elementwise('x <= 0 ? alpha * x : x', x, { alpha });
    await expectValues(y, [Number.NaN, -Infinity, Infinity, -1, 0, 1]);
    await expectValues(ops.relu6(x), [Number.NaN, 0, 6, 0, 0, 1]);
    const b = tf.tensor1d([0, Number.NaN, 2]);
    const not = Number.NaN;
    for (const [formula, expected] of [
      ['min(x, b)', [not, not, 2, -1, not, 1]],
      ['min(b, x)', [not, not, 2, -1, not, 1]],
      ['max(x, b)', [not, not, Infinity, 0, not, 2]],
      ['max(b, x)', [not, not, Infinity, 0, not, 2]],
    ] as const) {
      await expectValues(elementwise(formula, x, { b }), [...expected]);
    }
  });

  test('a layer can be trained, and no tensor is leaked', () => {
    const layer = layers.prelu();
    const x = tf.tensor2d([[-1, 2]]);
    tf.dispose(layer.apply(x) as tf.Tensor);
    expectNoLeak(() => {
      const { value, grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor));
      tf.dispose([value, grads]);
    });
  });
});
