import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../../../src/arguments/parameters.js';
import { elementwiseActivations } from '../../../src/catalogue/catalogue.js';
import { gates } from '../../../src/catalogue/gated_units.js';
import { act, defineActivation, layers } from '../../../src/index.js';
import * as keras from '../../../src/keras/layers/index.js';

// Models that are trained and saved here, with outputs and gradients, for Python to compare: NAME/model.json,
// NAME/weights.bin, NAME/expected.json, in the folder that is named.

const [, , folder] = process.argv;
const kernelInitializer = tf.initializers.glorotNormal({ seed: 5 });

/** Has only what Keras has. */
function known(): tf.LayersModel {
  const x = tf.input({ shape: [6, 6, 2] });
  const chain = [
    tf.layers.conv2d({ filters: 3, kernelSize: 3, kernelInitializer, activation: act('mish') }),
    layers.prelu({ alphaInitializer: 'ones', sharedAxes: [1, 2] }),
    tf.layers.batchNormalization(),
    layers.leakyReLU({ alpha: 0.1 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 8, kernelInitializer, activation: act('gelu') }),
    layers.elu({ alpha: 0.5 }),
    layers.reLU({ maxValue: 2, negativeSlope: 0.1 }),
    tf.layers.reshape({ targetShape: [4, 2] }),
    layers.softmax({ axis: 1 }),
  ];
  const y = chain.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, x);
  return tf.model({ inputs: x, outputs: y });
}

/** What the model computes of `x` with each of these layers, side by side. */
function sideBySide(each: readonly tf.layers.Layer[]): tf.LayersModel {
  const x = tf.input({ shape: [8] });
  const dense = tf.layers.dense({ units: 8, kernelInitializer }).apply(x) as tf.SymbolicTensor;
  const outputs = each.map((layer) => layer.apply(dense) as tf.SymbolicTensor);
  return tf.model({
    inputs: x,
    outputs: tf.layers.concatenate().apply(outputs) as tf.SymbolicTensor,
  });
}

type Factory = (args?: object) => tf.layers.Layer;

/** Every activation of the catalogue as a layer, its parameters learnt. */
function catalogue(): tf.LayersModel {
  const names = Object.keys(elementwiseActivations).filter((name) => name in layers);
  const each = names.map((name) => {
    const { parameters } = elementwiseActivations[name as keyof typeof elementwiseActivations];
    if (name === 'threshold') return layers.threshold({ threshold: 0.5, value: -1 });
    if (/^(elu|prelu|pelu|srelu)$/.test(name))
      return (layers as unknown as Record<string, Factory>)[name]();
    const learnt = Object.entries<Parameter>(parameters)
      .filter(([, parameter]) => parameter.default !== Infinity)
      .map(([key]) => [key, { sharedAxes: [1] }]);
    return (layers as unknown as Record<string, Factory>)[name](Object.fromEntries(learnt));
  });
  return sideBySide(each);
}

/** Names for `activation: '…'`, also those of which Keras means something else, or that it has not. */
function strings(): tf.LayersModel {
  const names = Object.entries(elementwiseActivations).flatMap(([name, { parameters }]) =>
    Object.values(parameters).every((parameter) => 'default' in (parameter as object))
      ? [name]
      : [],
  );
  const more = ['swish', 'hardSwish', 'softmax', 'logSoftmax', 'softmin', 'softmax1', 'hardmax'];
  return sideBySide(
    [...names, ...more].map((name) => tf.layers.activation({ activation: act(name as 'mish') })),
  );
}

/** Activations with arguments: layers, and inside of layers. */
function withArguments(): tf.LayersModel {
  const each = [
    layers.leakyReLU({ alpha: 0.1 }),
    layers.reLU({ maxValue: 2, negativeSlope: 0.1 }),
    layers.elu({ alpha: 0.5 }),
    layers.thresholdedReLU({ theta: 0.2 }),
    layers.softmax(),
    layers.logSoftmax(),
    layers.hardShrink({ threshold: 0.3 }),
    layers.hardTanh({ minValue: -0.5 }),
    layers.softplus({ beta: 2, threshold: 1 }),
    layers.formula({ formula: 'x * sigmoid(b * x)', b: 2 }),
  ];
  const inside = [
    act('leaky_relu', { alpha: 0.1 }),
    act('prelu', { alpha: 0.2 }),
    act('x * sigmoid(b * x)', { b: 2 }),
  ];
  return sideBySide([
    ...each.map((layer) => tf.layers.activation({ activation: act(layer) })),
    ...inside.map((activation) => tf.layers.dense({ units: 3, kernelInitializer, activation })),
  ]);
}

/** Layers that Keras has not. */
function others(): tf.LayersModel {
  defineActivation({ name: 'inner', formula: 'a * x - 1', parameters: { a: 2 } });
  const outer = { name: 'outer', formula: 'inner(x) * tanh(inner(x) + Shift)' };
  defineActivation({ ...outer, parameters: { Shift: 0.5 } });
  return sideBySide([
    layers.thresholdedReLU({ theta: 0.2 }),
    layers.pelu({ sharedAxes: [1] }),
    layers.srelu(),
    layers.rrelu(),
    layers.logSoftmax(),
    layers.softmax1(),
    layers.softmin(),
    layers.sparsemax(),
    layers.entmax15(),
    layers.hardmax(),
    layers.softmaxWithSink({ sink: 0.5 }),
    layers.softmaxWithSink({ sink: { sharedAxes: [1] } }),
    layers.gumbelSoftmax({ temperature: 0.5 }),
    layers.dyT(),
    layers.derf(),
    ...Object.keys(gates).map((variant) => layers.glu({ variant: variant as keyof typeof gates })),
    layers.glu({ variant: 'clampedSwiglu', gate: 'interleaved', limit: 5 }),
    layers.glu({ variant: 'swiglu', gate: 'first' }),
    layers.crelu(),
    layers.maxout({ numUnits: 2 }),
    layers.formula({
      formula: 'x <= -a ? b * x : x > 2 ? x - mish(x) / 3 : 1e-1 - (x * gelu(x)) ** 2',
      a: { initializer: 'ones' },
      b: 0.25,
    }),
    layers.formula({ formula: 'outer(x) - inner(x / b)', b: 3 }),
    tf.layers.activation({ activation: act<'outer'>('outer') }),
  ]);
}

/** Layers of Keras that tfjs does not have, in front of others, each made flat. */
function kerasLayers(): tf.LayersModel {
  const x = tf.input({ shape: [8] });
  const steps = tf.layers.reshape({ targetShape: [4, 2] }).apply(x) as tf.SymbolicTensor;
  const each = [
    new keras.Conv1D({ filters: 2, kernelSize: 2, padding: 'causal', kernelInitializer }),
    new keras.SeparableConv1D({ filters: 2, kernelSize: 2, activation: 'mish' as 'relu' }),
    // Not with outputPadding, which Keras 3.12 loses when it saves it.
    new keras.Conv1DTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
    new keras.ZeroPadding1D({ padding: [1, 2] }),
    new keras.UpSampling1D(),
    new keras.GroupNormalization({ groups: 2 }),
    new keras.UnitNormalization({ axis: [1, 2] }),
    new keras.Normalization({ mean: [1, 2], variance: [2, 3] }),
    new keras.GlobalMaxPooling1D({ keepdims: true }),
    new keras.Identity(),
    new keras.EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 3], biasAxes: 'd' }),
    new keras.SpectralNormalization({ layer: tf.layers.dense({ units: 3, kernelInitializer }) }),
  ];
  const rows = tf.layers.reshape({ targetShape: [2, 2, 2] }).apply(x) as tf.SymbolicTensor;
  const flat = [
    ...each.map((layer) => layer.apply(steps)),
    new keras.ConvLSTM1D({ filters: 2, kernelSize: 2, kernelInitializer }).apply(rows),
  ].map((output) => tf.layers.flatten().apply(output) as tf.SymbolicTensor);
  return tf.model({
    inputs: x,
    outputs: tf.layers.concatenate().apply(flat) as tf.SymbolicTensor,
  });
}

for (const make of [known, catalogue, strings, withArguments, others, kerasLayers]) {
  const model = make();
  const [, ...shape] = model.inputs[0].shape as [null, ...number[]];
  const [, ...outputShape] = model.outputs[0].shape as [null, ...number[]];
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  const draw = (sizes: number[], seed: number) => tf.randomUniform(sizes, -2, 2, 'float32', seed);
  await model.fit(draw([8, ...shape], 1), draw([8, ...outputShape], 2), { epochs: 2, verbose: 0 });
  const [x, dy] = [draw([3, ...shape], 3), draw([3, ...outputShape], 4)];
  const y = model.predict(x) as tf.Tensor;
  const dx = tf.grad((x) => tf.mul(model.apply(x) as tf.Tensor, dy).sum())(x);
  const arrays = await Promise.all([x, dy, y, dx].map((each) => each.array()));
  const target = join(folder, make.name);
  mkdirSync(target, { recursive: true });
  writeFileSync(
    join(target, 'expected.json'),
    JSON.stringify(Object.fromEntries(['x', 'dy', 'y', 'dx'].map((name, i) => [name, arrays[i]]))),
  );
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData, ...rest }) => {
      const { format, generatedBy } = rest;
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = { format, generatedBy, modelTopology, weightsManifest };
      writeFileSync(join(target, 'model.json'), JSON.stringify(json));
      writeFileSync(join(target, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return {
        modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(rest as tf.io.ModelArtifacts),
      };
    }),
  );
}
