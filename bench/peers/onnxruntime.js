// The kernels of onnxruntime-web, each as a model of one node, or of two if it has no single op for it.

import { node, prepareGraph } from './onnx_model.js';

const graphs = {
  LeakyReLU: [node('LeakyRelu', ['x'], 'y', ['alpha', 'f', 0.3])],
  ELU: [node('Elu', ['x'], 'y')],
  SiLU: [node('Sigmoid', ['x'], 's'), node('Mul', ['x', 's'], 'y')],
  'GELU (tanh)': [node('Gelu', ['x'], 'y', ['approximate', 's', 'tanh'])],
  Mish: [node('Mish', ['x'], 'y')],
  Softmax: [node('Softmax', ['x'], 'y', ['axis', 'i', -1])],
};

/** Builds the model of an activation. Calling the result runs it on `x`. */
export async function prepare(activation, shape, x) {
  return prepareGraph({ nodes: graphs[activation], shapes: { x: shape, y: shape } }, x);
}
