import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { refuseMemoryAbove } from '../support/refusing_engine.js';
import { inSlices, placesOf, references } from '../support/slices.js';
import { expectNoLeak, expectValues, random } from '../support/values.js';

beforeAll(() => {
  if (WebAssembly.Memory) refuseMemoryAbove(2 ** 18); // The project `interpreted` runs without WebAssembly.
});

test.each(['softmax', 'logSoftmax', 'sparsemax', 'hardmax'] as const)(
  'if WebAssembly cannot allocate more memory, %s and its gradient across long rows are within 32 ulp or 2e-6',
  async (name) => {
    const shape = [300, 130];
    const slices = placesOf(shape, [0]);
    const [x, dy] = [random(300 * 130), random(300 * 130, 4, 2)];
    const f = (x: tf.Tensor) => ops[name](x, 0);
    const { value, gradient } = references[name];
    const bound = { ulp: 32, absolute: 2e-6 };
    await expectValues(f(tf.tensor(x, shape)), inSlices(slices, [x], value), bound);
    const received = tf.grad(f)(tf.tensor(x, shape), tf.tensor(dy, shape));
    await expectValues(received, inSlices(slices, [x, dy], gradient), bound);
  },
);

test('a slice that is too long for any memory is computed correctly too, and no tensor is leaked', async () => {
  const size = 2200000;
  const x = tf.zeros([size]);
  expectNoLeak(() => ops.softmax(x, 0));
  const [first] = await tf.slice(ops.softmax(x, 0), 0, 1).data();
  expect(first).toBeCloseTo(1 / size, 12);
});
