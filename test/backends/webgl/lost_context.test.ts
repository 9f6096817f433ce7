import * as tf from '@tensorflow/tfjs';
import { ops } from '../../../src/activations/ops.js';
import { elementwise } from '../../support/elementwise.js';
import { expectValues } from '../../support/values.js';

const { softmax } = ops;

const FORMULA = 'x <= 0 ? alpha * x : x';
const leaky = (x: tf.Tensor) => elementwise(FORMULA, x, { alpha: 0.5 });

test('on a lost context an activation throws a clear error; on a new one it is compiled again', async () => {
  const x = tf.tensor1d([-1, 2]);
  await expectValues(leaky(x), [-0.5, 2]);
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  expect(() => leaky(x)).toThrow('The context of the webgl backend and its tensors are lost');
  expect(() => softmax(x, [0])).toThrow(
    'The context of the webgl backend and its tensors are lost',
  );

  const factory = tf.findBackendFactory('webgl');
  tf.removeBackend('webgl');
  tf.registerBackend('webgl', factory);
  await tf.setBackend('webgl');
  const anew = tf.tensor1d([-1, 2]);
  await expectValues(leaky(anew), [-0.5, 2]);
  await expectValues(tf.grad(leaky)(anew), [0.5, 1]);
  await expectValues(softmax(tf.tensor1d([3, 3]), [0]), [0.5, 0.5]);
});
