import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectRun, type Run } from '../support/keras_cases.js';
import { load, saved } from '../support/models.js';

// CuDNNLSTM and CuDNNGRU, as real Keras computes and trains what they are: test/fixtures/keras/cudnn/make.py.

const PATH = 'keras/cudnn/cudnn';
const source = () => fixture(`${PATH}.h5`);
const run = async (): Promise<Run> =>
  JSON.parse(new TextDecoder().decode(await readFixture(`${PATH}.json`)));

test('layers for graphics cards compute the outputs of Keras to 1e-5 and five steps of training to 1e-4', async () => {
  await expectRun(await tf.loadLayersModel(fromKeras(source())), await run());
});

test('they are saved as what they are anywhere', async () => {
  const artifacts = await saved(await tf.loadLayersModel(fromKeras(source())));
  expect(JSON.stringify(artifacts.modelTopology)).not.toMatch(/cudnn/i);
  const { x, y } = await run();
  await expectRun(await load(artifacts), { x, y });
});
