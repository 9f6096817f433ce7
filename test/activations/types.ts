import * as tf from '@tensorflow/tfjs';
import { act, defineActivation, layers, ops } from '../../src/index.js';

// This file is not run: `npm run types` compiles it.

tf.layers.dense({ units: 1, activation: act('leaky_relu') });
tf.layers.activation({ activation: act('gelu_new') });
act('hardSwish');
act('log_softmax');
act<'mine'>('mine');
// @ts-expect-error There is no activation of this name.
act('nope');
// @ts-expect-error A parameter without a default is missing.
act('prelu');
act('prelu', { alpha: 0.1 });
act('linear');
act('gelu_pytorch_tanh');
act('hardtanh', { min_val: -2 });
act('leaky_relu', { negative_slope: 0.1 });
act('softmax', { axis: [1, 2] });
act('hardShrink', { threshold: 1 });
act<'mine'>('mine', { a: 2 });
act('x * sigmoid(beta * x)', { beta: 1.702 });
// @ts-expect-error There is no argument of this name.
act('leaky_relu', { slope: 0.1 });
// @ts-expect-error The activation has no arguments.
act('mish', { alpha: 0.1 });
// @ts-expect-error An activation inside another layer has no learned parameters.
act('leaky_relu', { alpha: { initializer: 'zeros' } });
// @ts-expect-error A layer already has its arguments.
act(layers.leakyReLU(), { alpha: 0.1 });

ops.elu([1], { alpha: 1 });
ops.softmax([1], -1, [1]);
ops.prelu([1], { alpha: tf.tensor1d([1]) });
// @ts-expect-error A parameter without a default is missing.
ops.prelu([1]);
// @ts-expect-error A parameter without a default is missing.
ops.srelu([1], { tLeft: 0, aLeft: 0.1, tRight: 1 });
// @ts-expect-error The op has no parameters.
ops.mish([1], { alpha: 1 });
// @ts-expect-error The op has no parameter of this name.
ops.elu([1], { slope: 1 });

const bent = defineActivation({ name: 'bent', formula: 'a * x', parameters: { a: 1 } });
bent([1], { a: tf.scalar(2) });
// @ts-expect-error The op has no parameter of this name.
bent([1], { b: 2 });

// The rank is kept in the type, as in `tf.relu`.
const row: tf.Tensor1D = ops.mish(tf.tensor1d([1]));
const matrix: tf.Tensor2D = ops.softmax(tf.tensor2d([[1]]), 0);
const shorter: tf.Tensor2D = ops.glu(ops.crelu(ops.maxout(tf.tensor2d([[1, 2]]), 1)));
const own: tf.Tensor3D = bent(tf.tensor3d([[[1]]]), { a: 2 });
const any: tf.Tensor = ops.relu([1]);
// @ts-expect-error The result has the rank of the input.
const wrong: tf.Tensor1D = ops.mish(matrix);

export { any, matrix, own, row, shorter, wrong };

tf.layers.dense({ units: 1, activation: act(layers.leakyReLU({ alpha: 0.1 })) });
layers.maxout({ numUnits: 2 });
layers.maxout({ num_units: 2, axis: 1 });
// @ts-expect-error The number of units must be given.
layers.maxout({ axis: 1 });
// @ts-expect-error The function returns a layer.
const text: string = layers.mish();

export { text };
