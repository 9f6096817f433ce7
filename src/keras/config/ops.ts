import { isRegisteredByUser } from './identity.js';
import { layerClass } from './layer_classes.js';
import { isOurClass, isRegistered } from './registry.js';
import type { Serialized } from './serialized.js';

// In a functional model of Keras 3, functions of `keras.ops` that were called stand among the layers.

const MODULES = /^keras\.(src\.)?(ops|activations)(\.|$)/;

/** Whether it is an op. Without a module, an op is known by the arguments that it lacks. */
export function isOp({ class_name, module, config }: Serialized, ofKeras3: boolean): boolean {
  if (typeof module === 'string') return MODULES.test(module);
  if (!ofKeras3 || module !== undefined || class_name === 'InputLayer') return false;
  const isStock = isRegistered(class_name) && !isOurClass(class_name);
  if (isStock && !layerClass(class_name).isAlsoOp) return false;
  const isLayer = ['trainable', 'dtype', 'layers'].some((key) => key in config);
  return !isLayer && !isRegisteredByUser(class_name);
}

/** Ops that are layers here: of the same name, but for those that have another one. */
export const layersOfOps: ReadonlyMap<string, string> = new Map([
  ...(
    'Celu Concatenate HardShrink HardSilu HardTanh LogSigmoid LogSoftmax ReLU Relu6 Selu Sigmoid Silu ' +
    'Softmax SoftShrink Softplus Softsign SparsePlus SparseSigmoid Squareplus Tanh TanhShrink Threshold'
  )
    .split(' ')
    .map((name) => [name, name] as const),
  ['Elu', 'ELU'],
  ['Exp', 'Exponential'],
  ['HardSigmoid', 'HardSigmoid6'],
  ['LeakyRelu', 'LeakyReLU'],
  ['Relu', 'ReLU'],
]);

/** The layer that computes what an op does; `undefined` where there is none. */
export function layerOfOp<Source extends Serialized>(op: Source): Source | undefined {
  const { class_name, config } = op;
  if (class_name !== 'Gelu') return asLayer(op, layersOfOps.get(class_name), config);
  const { approximate, ...others } = config;
  return asLayer(op, approximate === false ? 'Gelu' : 'GeluNew', others);
}

function asLayer<Source extends Serialized>(
  op: Source,
  class_name: string | undefined,
  config: Serialized['config'],
): Source | undefined {
  if (class_name === undefined) return undefined;
  return { ...op, module: 'keras.layers', registered_name: null, class_name, config };
}
