import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectNoLeak, expectValues } from '../support/values.js';

// What a reader easily changes in silence; the files and their outputs are real Keras's: make.py beside them.

const path = (name: string) => fixture(`keras/silent/${name}.keras`);
const NAMES = {
  ops: 'ops of Keras 3 are what they compute, not the layers of their names',
  stacked: 'weights of stacked cells come in their order, as saved, whatever their constraints say',
};

test.each(Object.entries(NAMES))('%s: %s', async (name) => {
  const json = await readFixture(`keras/silent/${name}.json`);
  const { x, y } = JSON.parse(new TextDecoder().decode(json));
  const model = await tf.loadLayersModel(fromKeras(path(name)));
  const made = model.predict(tf.tensor(x.values, x.shape)) as tf.Tensor;
  expect(made.shape).toEqual(y.shape);
  await expectValues(made, y.values, { ulp: 0, absolute: 1e-5 });
});

test('a constraint holds again for what is set later, is saved under its name, and leaks nothing', async () => {
  const model = await tf.loadLayersModel(fromKeras(path('stacked')));
  const dense = model.layers.at(-1) as tf.layers.Layer;
  expect(dense.getConfig()).toMatchObject({
    kernelConstraint: { className: 'MaxNorm', config: { maxValue: 0.5, axis: 0 } },
    biasConstraint: { className: 'NonNeg', config: {} },
  });
  dense.setWeights([tf.fill([2, 2], 3), tf.tensor1d([-1, 2])]);
  const norm = 0.5 / Math.SQRT2;
  await expectValues(dense.getWeights()[0], [norm, norm, norm, norm], { ulp: 0, absolute: 1e-3 });
  await expectValues(dense.getWeights()[1], [0, 2]);
  expect((await load(await saved(model))).layers.map(({ name }) => name)).toEqual(
    model.layers.map(({ name }) => name),
  );
  expectNoLeak(() => tf.tidy(() => void model.predict(tf.zeros([1, 4, 2]))));
});
