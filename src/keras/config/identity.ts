import * as tf from '@tensorflow/tfjs';
import { isOurs } from '../../layers/brand.js';
import type { Serialized } from './serialized.js';

// Whose class an object of a file is: of Keras's layers, one of its ops, or the user's.

/** The modules of Keras's own objects. */
const KERAS =
  /^(keras|tf_keras|tensorflow\.(python\.)?keras|tensorflow_core\.(python\.)?keras)(\.|$)/;
const OPS = /^keras\.(src\.)?(ops|activations)(\.|$)/;
/** The module that makes this package's classes known to Keras. */
const OURS = 'tfjs_advanced_activations';

/** The layers of this package that Keras has too. */
const OF_BOTH = /^(LeakyReLU|PReLU|ELU|ThresholdedReLU|ReLU|Softmax)$/;

/** The activations of this package that no Keras has: a file that names one means a function of the user. */
export const NOT_OF_KERAS =
  /^(isrlu|lisht|phish|snake|sine_?relu|hardmax|softmin|hard_?sigmoid6|parametric_?\w+|gelu_?new|thresholded_?relu)$/i;

/** Says what is to be done with an object of the user; `undefined` where the object is Keras's, or known to tfjs. */
export function problemOfUser(source: Serialized, what = 'layer'): string | undefined {
  const name = nameOfClass(source);
  if (isOfKeras(source) || isOfUser(name)) return undefined;
  return (
    `is not the ${what} of Keras, but the class '${name}' of the user: register a class of that className with ` +
    'tf.serialization.registerClass' +
    (name.includes('>') ? '' : ", after a name in the way of 'package>Class' in Keras")
  );
}

export function nameOfClass({ class_name, registered_name }: Serialized): string {
  return typeof registered_name === 'string' ? registered_name : class_name;
}

/** Older files, and all `.h5` files, do not tell the module. */
function isOfKeras(source: Serialized): boolean {
  const { class_name, module } = source;
  if (nameOfClass(source) !== class_name || class_name.includes('>')) return false;
  if (module === OURS) return true;
  if (module === null) return false;
  if (typeof module === 'string') return KERAS.test(module);
  return !isOurClass(class_name) || OF_BOTH.test(class_name);
}

/** Whether the user has registered a class with tfjs under a name that is no name of tfjs or this package. */
function isOfUser(name: string): boolean {
  return classOf(name) !== undefined && !isOurClass(name) && !isOfTfjs(name);
}

export function classOf(name: string): object | undefined {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return Object.hasOwn(classNameMap, name) ? classNameMap[name][0] : undefined;
}

function isOurClass(name: string): boolean {
  const found = classOf(name);
  return found !== undefined && isOurs(found);
}

function isOfTfjs(name: string): boolean {
  return Object.keys(tf.layers).some((each) => each.toLowerCase() === name.toLowerCase());
}

/** Layers of Keras with a name that one of its ops has too. */
const ALSO_OPS =
  /^(Add|Average|Concatenate|Dot|Maximum|Minimum|Multiply|Reshape|Softmax|Subtract)$/;

/** Whether it is an op of Keras 3 in a functional model, which without a module is known by what it lacks. */
export function isOp({ class_name, module, config }: Serialized, ofKeras3: boolean): boolean {
  if (typeof module === 'string') return OPS.test(module);
  if (!ofKeras3 || module !== undefined || class_name === 'InputLayer') return false;
  const isStock = classOf(class_name) !== undefined && !isOurClass(class_name);
  if (isStock && !ALSO_OPS.test(class_name)) return false;
  return !['trainable', 'dtype', 'layers'].some((key) => key in config) && !isOfUser(class_name);
}

/** Ops that are layers here: of the same name, but for those that have another one. */
const SAME_NAME =
  /^(Celu|Concatenate|Hard(Shrink|Silu|Tanh)|Log(Sigmoid|Softmax)|ReLU|Relu6|Selu|Sigmoid|Silu|Softmax|SoftShrink|Softplus|Softsign|Sparse(Plus|Sigmoid)|Squareplus|Tanh|TanhShrink|Threshold)$/;
const OTHER_NAME: Readonly<Record<string, string>> = {
  Elu: 'ELU',
  Exp: 'Exponential',
  HardSigmoid: 'HardSigmoid6',
  LeakyRelu: 'LeakyReLU',
  Relu: 'ReLU',
};

/** The layer that computes what an op does; `undefined` where there is none. */
export function layerOfOp<Source extends Serialized>(op: Source): Source | undefined {
  const { class_name, config } = op;
  const asLayer = (name: string, args: Serialized['config']) => ({
    ...op,
    ...{ module: 'keras.layers', registered_name: null, class_name: name, config: args },
  });
  if (class_name === 'Gelu') {
    const { approximate, ...rest } = config;
    return asLayer(approximate === false ? 'Gelu' : 'GeluNew', rest);
  }
  if (SAME_NAME.test(class_name)) return asLayer(class_name, config);
  return Object.hasOwn(OTHER_NAME, class_name)
    ? asLayer(OTHER_NAME[class_name], config)
    : undefined;
}
