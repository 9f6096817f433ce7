import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../../src/arguments/case.js';
import '../../../src/keras/index.js';
import { isKnown, layerClass, layerClasses } from '../../../src/keras/config/layer_classes.js';
import { isOurClass, isRegistered } from '../../../src/keras/config/registry.js';
import { snakeName } from '../../../src/keras/config/serialized.js';
import { layerOfOp, layersOfOps } from '../../../src/keras/ops/activations.js';
import { ops } from '../../../src/keras/ops/ops.js';

const { classNameMap } = tf.serialization.SerializationMap.getMap();
const MODELS = ['Model', 'Functional', 'Sequential'];
const known = [...layerClasses.keys()].filter((name) => !name.startsWith('Keras>'));

test('each layer of tfjs has its row', () => {
  const layers = Object.entries(classNameMap)
    .filter(([, [registered]]) => registered.prototype instanceof tf.layers.Layer)
    .map(([name]) => name)
    .filter((name) => !isOurClass(name) && !MODELS.includes(name));
  expect(layers.length).toBeGreaterThan(50);
  const mended = [...layerClasses.values()].map(({ mendedBy }) => mendedBy);
  const without = layers.filter((name) => !layerClasses.has(name) && !mended.includes(name));
  expect(without).toEqual([]);
});

test('the six layers of this package that Keras has too have their rows, and no others of it', () => {
  expect(known.filter(isOurClass).sort()).toEqual(
    ['ELU', 'LeakyReLU', 'PReLU', 'ReLU', 'Softmax', 'ThresholdedReLU'].sort(),
  );
});

test('the rows and the classes of layers/ say under which names these are registered', async () => {
  const isOfTfjs = (name: string) => layerClasses.has(name);
  expect(known.filter((name) => !isOfTfjs(name) || !isRegistered(name))).toEqual([]);
  const { untrainedAugmentations } = await import(
    '../../../src/keras/layers/untrained_augmentations.js'
  );
  const common = Object.values(await import('../../../src/keras/layers/classes.js'));
  const rare = Object.values(await import('../../../src/keras/layers/rare/classes.js'));
  const own = [...common, ...rare, ...untrainedAugmentations].map(
    (each) => (each as { className: string }).className,
  );
  await import('../../../src/keras/layers/index.js');
  expect(own.filter((name) => !isRegistered(name))).toEqual([]);
  const replaced = known.filter((name) => layerClasses.get(name)?.own);
  const prefixed = own.filter((name) => name.startsWith('Keras>'));
  // TrainingMode is no class of Keras, but a call.
  expect(prefixed.sort()).toEqual(
    [...replaced.map((name) => `Keras>${name}`), 'Keras>TrainingMode'].sort(),
  );
  const others = own.filter((name) => !name.startsWith('Keras>'));
  expect(others.filter((name) => isOfTfjs(name) || !isKnown(name))).toEqual([]);
});

test('a layer that may be an activation is known as one by the name that Keras gives it', () => {
  const activations = known.filter((name) => layerClasses.get(name)?.asActivation);
  expect(activations).toEqual(['ReLU', 'Softmax', 'LeakyReLU', 'ELU', 'ThresholdedReLU']);
  expect(activations.filter((name) => !isRegistered(camelCase(snakeName(name))))).toEqual([]);
});

test.each([...layersOfOps.keys(), 'gelu'])('what the op %s computes is a layer here', (op) => {
  expect(isRegistered(layerOfOp(op, {})?.class_name ?? '')).toBe(true);
});

test('an op that has the name of a layer of Keras is told from it', () => {
  const opsOfKeras = [...layersOfOps.keys(), ...Object.keys(ops)];
  const className = (op: string) => camelCase(`_${op}`);
  const layers = known.filter((name) => opsOfKeras.map(className).includes(name));
  expect(layers.length).toBeGreaterThan(5);
  expect([...layers, 'Subtract'].filter((name) => !layerClass(name).isAlsoOp)).toEqual([]);
});
