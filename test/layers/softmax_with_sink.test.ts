import * as tf from '@tensorflow/tfjs';
import { layers, ops, SoftmaxWithSink } from '../../src/index.js';
import gptOss from '../fixtures/pytorch/sink.json' with { type: 'json' };
import { load, saved } from '../support/models.js';
import { inSlices, placesOf } from '../support/slices.js';
import { differences, expectNoLeak, expectValues, random } from '../support/values.js';

const BOUND = { ulp: 16, absolute: 1e-6 };

/** By definition, in float64. */
function shares(x: readonly number[], sink: number): number[] {
  const largest = Math.max(sink, ...x);
  const powers = x.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, Math.exp(sink - largest));
  return powers.map((power) => power / sum);
}

test.each<[axis: number | number[], axes: number[]]>([
  [-1, [2]],
  [0, [0]],
  [1, [1]],
  [
    [0, 2],
    [0, 2],
  ],
  [
    [2, 1],
    [1, 2],
  ],
])('softmaxWithSink along %j equals its definition', async (axis, axes) => {
  const shape = [2, 3, 4];
  const x = random(24, 3);
  const expected = inSlices(placesOf(shape, axes), [x], (slice) => shares(slice, 0.5));
  await expectValues(ops.softmaxWithSink(tf.tensor(x, shape), 0.5, axis), expected, BOUND);
});

test('its gradients with respect to the input and the sink are within 1e-5 of the definition, and so are the second-order gradients', async () => {
  const [x, dy, sink] = [random(5, 2), random(5, 2, 5), 0.25];
  const f = (x: number[]) => shares(x.slice(1), x[0]).reduce((sum, y, i) => sum + y * dy[i], 0);
  const expected = differences(f, [sink, ...x], 1e-5);
  const op = (x: tf.Tensor, sink: tf.Tensor) => ops.softmaxWithSink(x, sink);
  const both = tf.grads(op)([tf.tensor1d(x), tf.tensor1d([sink])], tf.tensor1d(dy));
  await expectValues(both[0], expected.slice(1), { ulp: 0, absolute: 1e-5 });
  await expectValues(both[1], expected.slice(0, 1), { ulp: 0, absolute: 1e-5 });
  const slope = (x: number) => {
    const share = shares([x], sink)[0];
    return share * (1 - share);
  };
  const [h, at] = [1e-5, 0.75];
  const curvature = (slope(at + h) - slope(at - h)) / (2 * h);
  const one = (x: tf.Tensor) => ops.softmaxWithSink(x, sink);
  const twice = tf.grad(tf.grad(one))(tf.tensor1d([at]));
  await expectValues(twice, [curvature], { ulp: 0, absolute: 1e-5 });
});

describe('the attention weights of gpt-oss', () => {
  const { shape, scores, sinks, dy, mask, cases } = gptOss;

  test.each(cases.map((each) => [each.name, each] as const))(
    'equal the reference for %s, and so do the gradients with respect to the scores and the sinks',
    async (_name, { isMasked, weights, byScores, bySinks }) => {
      const kept = isMasked ? tf.tensor(mask.kept, mask.shape, 'bool') : undefined;
      const attend = (x: tf.Tensor, sink: tf.Tensor) => ops.softmaxWithSink(x, sink, -1, kept);
      const [x, sink] = [tf.tensor(scores, shape), tf.tensor(sinks, [3, 1, 1])];
      await expectValues(attend(x, sink), weights, BOUND);
      const [dx, dsink] = tf.grads(attend)([x, sink], tf.tensor(dy, shape));
      await expectValues(dx, byScores, { ulp: 0, absolute: 1e-5 });
      await expectValues(dsink, bySinks, { ulp: 0, absolute: 1e-5 });
    },
  );
});

test('extreme inputs do not overflow, and masked entries are 0', async () => {
  const rows = (x: number[][], sink: number, mask?: number[][]) =>
    ops.softmaxWithSink(tf.tensor2d(x), sink, -1, mask && tf.tensor2d(mask));
  await expectValues(rows([[1e4, -1e4]], 0), [1, 0]);
  await expectValues(rows([[-1e4, -1e4]], 0), [0, 0]);
  await expectValues(rows([[0, 0]], 1e4), [0, 0]);
  await expectValues(rows([[-Infinity, 0]], 0), [0, 0.5]);
  await expectValues(rows([[-Infinity, -Infinity]], 0), [0, 0]);
  await expectValues(
    rows(
      [
        [1, Number.NaN],
        [0, 0],
      ],
      0,
    ),
    [Number.NaN, Number.NaN, 1 / 3, 1 / 3],
    BOUND,
  );
  await expectValues(rows([[5, 0]], 0, [[0, 1]]), [0, 0.5]);
  await expectValues(rows([[5, 1]], 0, [[0, 0]]), [0, 0]);
  expect(ops.softmaxWithSink(tf.zeros([3, 0])).shape).toEqual([3, 0]);
  const none = tf.grad((x: tf.Tensor) => ops.softmaxWithSink(x, 1))(tf.zeros([0, 3]));
  expect(none.shape).toEqual([0, 3]);
  await expectValues(ops.softmaxWithSink([0, Math.log(2)]), [0.25, 0.5], BOUND);
  const x = tf.zeros([2, 3]);
  expectNoLeak(() => tf.dispose(ops.softmaxWithSink(x, 1)));
});

describe('the layer', () => {
  const heads = () =>
    layers.softmaxWithSink({
      inputShape: [2, 3, 3],
      sink: { sharedAxes: [2, 3], initializer: tf.initializers.constant({ value: 0.5 }) },
    });

  test('learns a sink for each head, and is saved with it', async () => {
    const model = tf.sequential({ layers: [heads()] });
    const [sink] = model.getWeights();
    expect(sink.shape).toEqual([2, 1, 1]);
    const x = tf.randomNormal([4, 2, 3, 3], 0, 1, 'float32', 1);
    const expected = inSlices(placesOf(x.shape, [3]), [[...(await x.data())]], (slice) =>
      shares(slice, 0.5),
    );
    await expectValues(model.predict(x) as tf.Tensor, expected, BOUND);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.trainOnBatch(x, tf.zerosLike(x));
    const learned = await model.getWeights()[0].data();
    expect(Math.min(...learned)).toBeGreaterThan(0.5);
    const again = await load(await saved(model));
    expect(again.layers[0]).toBeInstanceOf(SoftmaxWithSink);
    await expectValues(again.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  });

  test('with a constant sink can be the activation of another layer', async () => {
    const activation = layers.softmaxWithSink({ sink: 0 }) as never;
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'identity', activation }),
      ],
    });
    const x = tf.tensor2d([[0, Math.log(2)]]);
    await expectValues(model.predict(x) as tf.Tensor, [0.25, 0.5], BOUND);
    const again = await load(await saved(model));
    await expectValues(again.predict(x) as tf.Tensor, [0.25, 0.5], BOUND);
  });

  test('uses a mask that is passed to it', async () => {
    const layer = layers.softmaxWithSink();
    const y = layer.apply(tf.tensor2d([[5, 0]]), { mask: tf.tensor2d([[0, 1]]) }) as tf.Tensor;
    await expectValues(y, [0, 0.5]);
  });
});

test.each<[string, () => unknown, string]>([
  [
    'a sink',
    () => ops.softmaxWithSink(tf.zeros([2, 3]), tf.zeros([3])),
    'a tensor that broadcasts to [2,1]. Received: sink=a tensor of shape [3]',
  ],
  ['a sink that is a string', () => ops.softmaxWithSink([1], 'x' as never), 'Received: sink="x"'],
  ['an axis out of range', () => ops.softmaxWithSink([1], 0, 1), 'must lie between -1 and 0'],
  ['a mask', () => ops.softmaxWithSink([1, 2], 0, -1, tf.zeros([3])), 'broadcasts to it'],
  [
    'a sink of the layer',
    () => layers.softmaxWithSink({ sink: Number.NaN }),
    'must be a finite number, or an object',
  ],
  [
    'axes that do not include that of the slices',
    () => layers.softmaxWithSink({ sink: {} }).apply(tf.zeros([1, 2, 3])),
    'must include its axis. Received: sharedAxes=null, an input of shape [1,2,3]',
  ],
])('throws for an invalid argument: %s', (_case, call, message) => {
  expect(call).toThrow(message);
});
