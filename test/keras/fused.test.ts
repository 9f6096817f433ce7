import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { check, fromKeras } from '../../src/keras/index.js';
import { saved } from '../support/models.js';

// Models that `fuse` made, given to what reads models of Keras.

const layers = () => [
  tf.layers.dense({ units: 3, inputShape: [4] }),
  tf.layers.leakyReLU({ alpha: 0.1 }),
];

const functional = () => {
  const input = tf.input({ shape: [4] });
  const made = layers().reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: made });
};

const models: [string, () => tf.LayersModel][] = [
  ['a fused sequential model', () => fuse(tf.sequential({ layers: layers() }))],
  ['a fused functional model', () => fuse(functional())],
  [
    'a model with a fused one in it',
    () => tf.sequential({ layers: [fuse(functional()), tf.layers.dense({ units: 1 })] }),
  ],
];

test.each(models)('%s is refused, with what loads it', async (_, make) => {
  const artifacts = await saved(make());
  const load = async () => artifacts;
  const { class_name, config } = artifacts.modelTopology as { class_name: string; config: object };
  for (const source of [{ load }, { class_name, config }, JSON.stringify({ class_name, config })]) {
    await expect(fromKeras(source).load?.()).rejects.toThrow(
      /^The model is fused and .*import 'tfjs-advanced-activations\/fuse' and load it with tf\.loadLayersModel/,
    );
    await expect(check(source)).rejects.toThrow(/^The model is fused/);
  }
});
