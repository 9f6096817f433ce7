import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { fuse } from '../../src/fuse/index.js';
import { layers } from '../../src/index.js';
import { fuzz } from '../support/arbitrary.js';
import { expectSame, withRandomWeights } from '../support/fused.js';
import { load, saved } from '../support/models.js';

const CHANNELS = 3;

/** Layers that keep the shape. */
const makers: readonly (() => tf.layers.Layer)[] = [
  () => tf.layers.conv2d({ filters: CHANNELS, kernelSize: 2, padding: 'same' }),
  () => tf.layers.conv2d({ filters: CHANNELS, kernelSize: 1, useBias: false, activation: 'relu' }),
  () => tf.layers.depthwiseConv2d({ kernelSize: 2, padding: 'same' }),
  () => tf.layers.dense({ units: CHANNELS, activation: 'softmax' }),
  () => tf.layers.batchNormalization(),
  () => layers.prelu({ sharedAxes: [1] }),
  () => layers.mish(),
  () => tf.layers.leakyReLU({ alpha: 0.25 }),
  () => tf.layers.dropout({ rate: 0.5 }),
];

/** A call: its layer, new or created before, and its input tensors. */
interface Choice {
  readonly maker: number;
  readonly isShared: boolean;
  readonly reads: number;
  readonly adds: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  maker: fc.nat(makers.length - 1),
  isShared: fc.boolean(),
  reads: fc.nat(2),
  adds: fc.nat(5),
});

function modelOf(choices: readonly Choice[]): tf.LayersModel {
  const x = tf.input({ shape: [3, 4, CHANNELS] });
  const made = new Map<number, tf.layers.Layer>();
  const tensors = [x];
  for (const { maker, isShared, reads, adds } of choices) {
    const layer = (isShared && made.get(maker)) || makers[maker]();
    made.set(maker, layer);
    const at = (back: number) => tensors[Math.max(0, tensors.length - 1 - back)];
    const y = layer.apply(at(reads)) as tf.SymbolicTensor;
    const other = at(adds);
    const isSum = adds < 3 && other !== y;
    tensors.push(isSum ? (tf.layers.add().apply([y, other]) as tf.SymbolicTensor) : y);
  }
  // A tensor that no layer uses is an output.
  const read = new Set(
    tensors.flatMap(({ inputs }) => inputs.flatMap((input) => [input, ...input.inputs])),
  );
  const outputs = tensors.filter((tensor) => tensor !== x && !read.has(tensor));
  return withRandomWeights(tf.model({ inputs: x, outputs }));
}

fuzz(
  'random graphs compute the same within 1e-5, also after they are saved and loaded',
  [fc.array(choice, { minLength: 2, maxLength: 9 })],
  async (choices) => {
    const model = modelOf(choices);
    const fused = fuse(model);
    await expectSame(fused, model);
    // When tfjs loads a model, it may confuse the calls of a layer that is called twice.
    if (!choices.some(({ isShared }) => isShared)) {
      const loaded = await load(await saved(fused));
      await expectSame(loaded, model);
      loaded.dispose();
    }
    for (const each of [model, fused]) each.dispose();
  },
  [30, 5],
);
