import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../src/fuse/index.js';
import { layers } from '../../src/index.js';

const conv = (name: string, args = {}) =>
  tf.layers.conv2d({ filters: 3, kernelSize: 1, name, ...args });
const norm = (name: string) => tf.layers.batchNormalization({ name });

function network(): tf.LayersModel {
  const x = tf.input({ shape: [4, 4, 3], name: 'x' });
  const apply = (x: tf.SymbolicTensor, ...all: tf.layers.Layer[]) =>
    all.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const inner = tf.sequential({
    name: 'inner',
    layers: [conv('conv', { inputShape: [4, 4, 3] }), layers.mish({ name: 'mish' })],
  });
  const y = apply(x, conv('conv'), norm('norm'), layers.reLU({ name: 'relu' }));
  const dropped = apply(y, tf.layers.dropout({ rate: 0.5, name: 'dropout' }));
  const sum = tf.layers.add({ name: 'add' }).apply([y, apply(dropped, conv('beside'))]);
  const z = apply(sum as tf.SymbolicTensor, tf.layers.maxPooling2d({ name: 'pool' }), inner);
  const alone = apply(z, norm('alone'), tf.layers.flatten({ name: 'flat' }));
  const outputs = apply(alone, tf.layers.dense({ units: 2, activation: 'softmax', name: 'last' }));
  return tf.model({ inputs: x, outputs });
}

test('the report says what happens to each layer, and why a layer is kept', () => {
  const report = fuse.report(network());
  expect(report.rows.filter(({ layer }) => layer === 'conv' || layer === 'inner/mish')).toEqual([
    { layer: 'conv', className: 'Conv2D', becomes: 'fused', into: ['relu'] },
    { layer: 'inner/mish', className: 'Mish', becomes: 'folded', into: ['inner/mish'] },
  ]);
  expect(String(report)).toBe(
    [
      'conv (Conv2D)               fused into relu',
      'norm (BatchNormalization)   folded into relu',
      'relu (ReLU)                 folded into relu',
      'dropout (Dropout)           dropped',
      'beside (Conv2D)             fused into add',
      'add (Add)                   folded into add',
      'pool (MaxPooling2D)         kept',
      'inner (Sequential)          kept',
      'inner/conv (Conv2D)         fused into inner/mish',
      'inner/mish (Mish)           folded into inner/mish',
      'alone (BatchNormalization)  kept: it cannot be fused with inner (Sequential) before it',
      'flat (Flatten)              kept',
      'last (Dense)                kept: its activation is not elementwise',
    ].join('\n'),
  );
});

test('the report says why a layer that multiplies is kept', () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const apply = (x: tf.SymbolicTensor, ...all: tf.layers.Layer[]) =>
    all.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const shared = conv('shared');
  const read = apply(x, conv('read'));
  const model = tf.model({
    inputs: x,
    outputs: [
      apply(x, shared, layers.reLU({ name: 'a' })),
      apply(read, shared),
      apply(read, norm('norm')),
      apply(x, conv('pooled'), tf.layers.maxPooling2d({ name: 'pool' })),
    ],
  });
  expect(String(fuse.report(model))).toBe(
    [
      'read (Conv2D)              kept: its output is used by 2 calls',
      'shared (Conv2D)            kept: it is called 2 times, and different layers follow',
      'a (ReLU)                   kept: it cannot be fused with shared (Conv2D) before it',
      'norm (BatchNormalization)  kept: the output of read is used by 2 calls',
      'pooled (Conv2D)            kept: no layer after it can be fused with it',
      'pool (MaxPooling2D)        kept',
    ].join('\n'),
  );
});

test('activations that follow each other directly are kept, unless a norm or a sum is among them', () => {
  const model = tf.sequential({
    layers: [
      layers.elu({ inputShape: [4, 4, 3], name: 'a' }),
      layers.mish({ name: 'b' }),
      tf.layers.reLU({ name: 'c' }),
      tf.layers.maxPooling2d({ name: 'pool' }),
      layers.elu({ name: 'd' }),
      layers.mish({ name: 'e' }),
      norm('norm'),
    ],
  });
  expect(String(fuse.report(model))).toBe(
    [
      'a (ELU)                    kept: it cannot be fused with a_input (InputLayer) before it',
      'b (Mish)                   kept: it directly follows the activation a',
      'c (ReLU)                   kept: it directly follows the activation b',
      'pool (MaxPooling2D)        kept',
      'd (ELU)                    folded into norm',
      'e (Mish)                   folded into norm',
      'norm (BatchNormalization)  folded into norm',
    ].join('\n'),
  );
});

test('a dense layer on its own is fused', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4], name: 'hidden', activation: 'relu' }),
      tf.layers.dense({ units: 2, name: 'last' }),
    ],
  });
  expect(String(fuse.report(model))).toBe(
    ['hidden (Dense)  fused', 'last (Dense)    fused'].join('\n'),
  );
});

test('the report uses the layer names of the fused model', () => {
  const model = network();
  const names = fuse(model).layers.map(({ name }) => name);
  for (const { layer, becomes, into } of fuse.report(model).rows) {
    for (const name of into) if (!name.includes('/')) expect(names).toContain(name);
    if (becomes === 'kept' && !layer.includes('/')) expect(names).toContain(layer);
  }
});
