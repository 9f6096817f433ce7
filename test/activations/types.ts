import * as tf from '@tensorflow/tfjs';
import { act, defineActivation, ops } from '../../src/index.js';

// Not run: `npm run types` compiles it.

tf.layers.dense({ units: 1, activation: act('leaky_relu') });
tf.layers.activation({ activation: act('gelu_new') });
act('hardSwish');
act('log_softmax');
act<'mine'>('mine');
// @ts-expect-error There is no such activation.
act('nope');
// @ts-expect-error It has a parameter that must be given.
act('prelu');

ops.elu([1], { alpha: 1 });
ops.softmax([1], -1, [1]);
// @ts-expect-error It has no parameters.
ops.mish([1], { alpha: 1 });
// @ts-expect-error It has no such parameter.
ops.elu([1], { slope: 1 });

const bent = defineActivation({ name: 'bent', formula: 'a * x', parameters: { a: 1 } });
bent([1], { a: tf.scalar(2) });
// @ts-expect-error It has no such parameter.
bent([1], { b: 2 });
