import * as tf from '@tensorflow/tfjs';
import { networkOfSix } from '../support/six_layers.js';
import { expectValues, random } from '../support/values.js';

declare global {
  /** The files that the page has offered for download since the last call, once there are `count` of them. */
  var downloads: (count: number) => Promise<{ name: string; path: string; base64: string }[]>;
}

const x = () => tf.tensor2d(random(60), [12, 5]);
const bound = { ulp: 16, absolute: 1e-6 };

let model: tf.LayersModel;
let predictions: ArrayLike<number>;

beforeAll(async () => {
  model = networkOfSix();
  const classes = tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32');
  const { history } = await model.fit(x(), tf.oneHot(classes, 3), {
    epochs: 15,
    shuffle: false,
    verbose: 0,
  });
  expect(history.loss[14]).toBeLessThan(Number(history.loss[0]) / 2);
  predictions = await (model.predict(x()) as tf.Tensor).data();
});

test('a network of all six layers that was trained in the page is the same after loading it from IndexedDB', async () => {
  await model.save('indexeddb://six');
  const loaded = await tf.loadLayersModel('indexeddb://six');
  await expectValues(loaded.predict(x()) as tf.Tensor, predictions, { ulp: 0, absolute: 0 });
});

test('it is the same after loading it from the downloaded files, in the page and in Node', async () => {
  await model.save('downloads://six');
  const [topology, weights] = await downloads(2);
  expect([topology.name, weights.name]).toEqual(['six.json', 'six.weights.bin']);
  const files = [topology, weights].map(({ name, base64 }) => {
    return new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name);
  });
  const loaded = await tf.loadLayersModel(tf.io.browserFiles(files));
  await expectValues(loaded.predict(x()) as tf.Tensor, predictions, { ulp: 0, absolute: 0 });

  const rows = JSON.stringify(await x().array());
  const output = await runInNode(['test/support/predict.js', topology.path, weights.path, rows]);
  await expectValues((JSON.parse(output) as number[][]).flat(), predictions, bound);
});
