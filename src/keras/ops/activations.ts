import type { Serialized } from '../config/serialized.js';

// Ops of Keras that are layers of this package or of tfjs.

/** The layer for each op, keyed by Keras's name of the op. */
export const layersOfOps: ReadonlyMap<string, string> = new Map([
  ['celu', 'Celu'],
  ['crelu', 'CReLU'],
  ['elu', 'ELU'],
  ['exp', 'Exponential'],
  ['glu', 'GLU'],
  ['hard_shrink', 'HardShrink'],
  ['hard_sigmoid', 'HardSigmoid6'],
  ['hard_silu', 'HardSilu'],
  ['hard_tanh', 'HardTanh'],
  ['leaky_relu', 'LeakyReLU'],
  ['log_sigmoid', 'LogSigmoid'],
  ['log_softmax', 'LogSoftmax'],
  ['relu', 'ReLU'],
  ['relu6', 'Relu6'],
  ['selu', 'Selu'],
  ['sigmoid', 'Sigmoid'],
  ['silu', 'Silu'],
  ['soft_shrink', 'SoftShrink'],
  ['softmax', 'Softmax'],
  ['softplus', 'Softplus'],
  ['softsign', 'Softsign'],
  ['sparse_plus', 'SparsePlus'],
  ['sparse_sigmoid', 'SparseSigmoid'],
  ['squareplus', 'Squareplus'],
  ['tanh', 'Tanh'],
  ['tanh_shrink', 'TanhShrink'],
  ['threshold', 'Threshold'],
]);

/** The layer that is equivalent to an op; `undefined` if there is none. */
export function layerOfOp(
  op: string,
  config: Serialized['config'],
): Pick<Serialized, 'class_name' | 'config'> | undefined {
  if (op === 'gelu') {
    const { approximate = true, ...others } = config;
    return { class_name: approximate === false ? 'Gelu' : 'GeluNew', config: others };
  }
  if (op === 'resize') return { class_name: 'Resizing', config: sized(config) };
  const class_name = layersOfOps.get(op);
  return class_name === undefined ? undefined : { class_name, config };
}

/** The arguments of a `Resizing` layer. */
function sized({ size, ...others }: Serialized['config']): Serialized['config'] {
  const [height, width] = [size].flat();
  const given = Object.entries(others).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), height, width };
}
