// Networks of layers in sequence as models of onnxruntime-web.

import { constant, node, prepareGraph } from './onnx_model.js';

/**
 * The op for each activation of `x`, as [op, further inputs, …attributes]. `add` creates a constant and returns its
 * name.
 */
const activations = {
  linear: () => undefined,
  elu: () => ['Elu', []],
  gelu: () => ['Gelu', []],
  gelu_new: () => ['Gelu', [], ['approximate', 's', 'tanh']],
  hardSigmoid: () => ['HardSigmoid', [], ['alpha', 'f', 0.2], ['beta', 'f', 0.5]],
  mish: () => ['Mish', []],
  relu6: (add) => ['Clip', [add([], [0]), add([], [6])]],
  selu: () => ['Selu', []],
  sigmoid: () => ['Sigmoid', []],
  softplus: () => ['Softplus', []],
  softsign: () => ['Softsign', []],
  tanh: () => ['Tanh', []],
};

const same = (config) => ['auto_pad', 's', config.padding === 'same' ? 'SAME_UPPER' : 'VALID'];

/**
 * For each layer, adds its nodes to the graph, whose `output` becomes that of the layer. Images are [batch, height,
 * width, channels].
 */
const layers = {
  InputLayer: () => {},
  Dense: (graph, { config, weights }) => {
    graph.apply('Gemm', graph.addAll(weights));
    graph.activate(config.activation);
  },
  Conv2D: (graph, { config, weights: [kernel, bias] }) => {
    const filter = graph.between('Transpose', [graph.add(kernel)], ['perm', 'ints', [3, 2, 0, 1]]);
    graph.apply('Transpose', [], ['perm', 'ints', [0, 3, 1, 2]]);
    graph.apply(
      'Conv',
      [filter, graph.add(bias)],
      ['strides', 'ints', config.strides],
      same(config),
    );
    graph.apply('Transpose', [], ['perm', 'ints', [0, 2, 3, 1]]);
    graph.activate(config.activation);
  },
  MaxPooling2D: (graph, { config }) => {
    graph.apply('Transpose', [], ['perm', 'ints', [0, 3, 1, 2]]);
    const size = ['kernel_shape', 'ints', config.poolSize];
    graph.apply('MaxPool', [], size, ['strides', 'ints', config.strides], same(config));
    graph.apply('Transpose', [], ['perm', 'ints', [0, 2, 3, 1]]);
  },
  Flatten: (graph) => graph.apply('Flatten', []),
  Shift: (graph, { weights }) => graph.apply('Add', graph.addAll(weights)),
  LeakyReLU: (graph, { config }) => graph.apply('LeakyRelu', [], ['alpha', 'f', config.alpha]),
  PReLU: (graph, { weights }) => graph.apply('PRelu', graph.addAll(weights)),
  ELU: (graph, { config }) => graph.apply('Elu', [], ['alpha', 'f', config.alpha]),
  ThresholdedReLU: (graph, { config }) =>
    graph.apply('ThresholdedRelu', [], ['alpha', 'f', config.theta]),
  Softmax: (graph, { config }) => graph.apply('Softmax', [], ['axis', 'i', config.axis]),
  ReLU: (graph, { config }) =>
    graph.activate(config.maxValue == null ? undefined : 'relu6') ?? graph.apply('Relu', []),
  Activation: (graph, { config }) => graph.activate(config.activation),
};

class Graph {
  nodes = [];
  constants = [];
  output = 'x';

  add({ shape, values }) {
    const name = `constant ${this.constants.length}`;
    this.constants.push(constant(name, shape, values));
    return name;
  }

  addAll(weights) {
    return weights.map((weight) => this.add(weight));
  }

  /** Adds a node with only these inputs; returns the name of its output. */
  between(op, inputs, ...attributes) {
    const name = `value ${this.nodes.length}`;
    this.nodes.push(node(op, inputs, name, ...attributes));
    return name;
  }

  /** Adds a node that is applied to the current output. */
  apply(op, inputs, ...attributes) {
    this.output = this.between(op, [this.output, ...inputs], ...attributes);
    return this.output;
  }

  activate(name) {
    if (name === 'swish') {
      return this.apply('Mul', [this.between('Sigmoid', [this.output])]);
    }
    const add = (shape, values) => this.add({ shape, values });
    const made = name && activations[name](add);
    return made && this.apply(...made);
  }
}

/** A call that computes the network for `x`; `undefined` if a layer is not in the table. */
export async function prepareNetwork({ layers: described, shapes }, x) {
  if (!described.every(({ className }) => className in layers)) return undefined;
  const graph = new Graph();
  for (const layer of described) layers[layer.className](graph, layer);
  graph.nodes.push(node('Identity', [graph.output], 'y'));
  return prepareGraph({ ...graph, shapes }, x);
}
