// onnxruntime-web's kernels, each as a model of one node, or of two where it has none of that name.

import { node, prepareGraph } from './onnx_model.js';

const graphs = {
  LeakyReLU: [node('LeakyRelu', ['x'], 'y', ['alpha', 'f', 0.3])],
  ELU: [node('Elu', ['x'], 'y')],
  SiLU: [node('Sigmoid', ['x'], 's'), node('Mul', ['x', 's'], 'y')],
  'GELU (tanh)': [node('Gelu', ['x'], 'y', ['approximate', 's', 'tanh'])],
  Mish: [node('Mish', ['x'], 'y')],
  Softmax: [node('Softmax', ['x'], 'y', ['axis', 'i', -1])],
};

/** Builds the model of an activation. Calling the result runs it over `x`. */
export async function prepare(activation, shape, x) {
  return prepareGraph({ nodes: graphs[activation], shapes: { x: shape, y: shape } }, x);
}
