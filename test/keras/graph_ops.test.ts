import * as tf from '@tensorflow/tfjs';
import { check, fromKeras } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectRun, type Run } from '../support/keras_cases.js';
import { load, saved } from '../support/models.js';

// Nodes of TensorFlow's graph, as Keras saved them before 2.4: test/fixtures/keras/graph_ops/make.py.

const path = (name: string) => `keras/graph_ops/${name}`;

test.each(['image', 'kinds'])(
  'a model with nodes of a graph has the outputs of Keras to 1e-5: %s',
  async (name) => {
    const run: Run = JSON.parse(new TextDecoder().decode(await readFixture(`${path(name)}.json`)));
    const model = await tf.loadLayersModel(fromKeras(fixture(`${path(name)}.h5`)));
    await expectRun(model, run);
    await expectRun(await load(await saved(model)), run);
  },
);

const node = (node_def: unknown, constants: unknown = {}) => ({
  class_name: 'Functional',
  keras_version: '2.3.0-tf',
  config: {
    name: 'model',
    layers: [
      {
        class_name: 'InputLayer',
        config: { name: 'x', batch_input_shape: [null, 3], dtype: 'float32' },
        name: 'x',
        inbound_nodes: [],
      },
      {
        class_name: 'TensorFlowOpLayer',
        config: { name: 'it', trainable: true, dtype: 'float32', node_def, constants },
        name: 'tf_op_layer_it',
        inbound_nodes: [[['x', 0, 0, {}]]],
      },
    ],
    input_layers: [['x', 0, 0]],
    output_layers: [['tf_op_layer_it', 0, 0]],
  },
});

test.each<[string, unknown, unknown, string]>([
  [
    'as TensorFlow 2.0 saved it',
    '\n\u0002it',
    {},
    'save the model again with TensorFlow 2.1 or later',
  ],
  [
    'unknown',
    { op: 'Einsum', input: ['x'] },
    {},
    'is the TensorFlow op Einsum, which is not supported',
  ],
  [
    'with an attribute that is not known',
    { op: 'Cumsum', input: ['x', 'axis'], attr: { reverse: { b: true } } },
    { 1: 1 },
    'is the TensorFlow op Cumsum with reverse=true, which is not supported',
  ],
  ['along the batch', { op: 'Sum', input: ['x', 'axis'], attr: {} }, { 1: 0 }, 'batch'],
])('a node %s is refused by name', async (_case, node_def, constants, message) => {
  const source = JSON.stringify(node(node_def, constants));
  await expect(tf.loadLayersModel(fromKeras(source))).rejects.toThrow(message);
});

test('check has a row for each function on tensors, in its place', async () => {
  const model = node({ op: 'Neg', input: ['x'] });
  const rows = async (each: unknown) =>
    (await check(each as object as Uint8Array)).map(({ place, layer, className, problems }) => [
      place,
      layer,
      className,
      problems.length,
    ]);
  const input = ['model/layers/0', 'x', 'InputLayer', 0];
  expect(await rows(model)).toEqual([
    input,
    ['model/layers/1', 'tf_op_layer_it', 'TensorFlowOpLayer', 0],
  ]);
  expect(await rows(node({ op: 'Einsum', input: ['x'] }))).toEqual([
    input,
    ['model/layers/1', 'tf_op_layer_it', 'TensorFlowOpLayer', 1],
  ]);
});

test('check has one row for a custom object that stands in the place of a function', async () => {
  class Own extends tf.layers.Layer {
    static className = 'TensorFlowOpLayer';
  }
  const rows = await check(node({ op: 'Neg', input: ['x'] }) as object as Uint8Array, {
    customObjects: { TensorFlowOpLayer: Own },
  });
  expect(rows.map(({ place }) => place)).toEqual(['model/layers/0', 'model/layers/1']);
});
