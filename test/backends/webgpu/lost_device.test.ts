import * as tf from '@tensorflow/tfjs';
import { layers } from '../../../src/index.js';

// A page loses its device when the driver fails or is updated. lost_context.test.ts has the same test for webgl.

test('after webgpu has lost its device, a new backend compiles the kernels again and is correct', async () => {
  const apply = (x: tf.Tensor) => layers.mish().apply(x) as tf.Tensor;
  const values = async () => [...(await apply(tf.tensor1d([-1, 2, 3])).data())];
  const before = await values();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  device.destroy();
  await device.lost;

  const factory = tf.findBackendFactory('webgpu');
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', factory);
  await tf.setBackend('webgpu');
  expect((tf.backend() as unknown as { device: GPUDevice }).device).not.toBe(device);
  expect(await values()).toEqual(before);
  const softmax = layers.softmax().apply(tf.tensor2d([[3, 3]])) as tf.Tensor;
  expect([...(await softmax.data())]).toEqual([0.5, 0.5]);
});
