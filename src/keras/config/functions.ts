import { isObject, type Serialized } from './serialized.js';

// Functions that Keras saves by name and that are not activations of Keras.

/** The classes of functions of JAX. */
const JAX = ['PjitFunction', 'custom_jvp', 'ufunc'];
/** The classes of other functions, including those of Keras and TensorFlow. */
const PYTHON = ['function', 'builtin_function_or_method'];

/** The name of a function, which Keras saves as a string or as the config of an object. */
export function nameOfFunction(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isFunction = isObject(value) && [...JAX, ...PYTHON].includes(String(value.class_name));
  return isFunction && typeof value.config === 'string' ? value.config : undefined;
}

/** Whether it is a function of JAX, which has its own defaults and meanings. */
function isOfJax(value: unknown): boolean {
  return isObject(value) && JAX.includes(String(value.class_name));
}

/** Functions of JAX that differ from Keras's activations of the same name. */
const ofJax: ReadonlyMap<string, string | Serialized> = new Map<string, string | Serialized>([
  ['gelu', 'gelu_new'],
  ['hard_sigmoid', 'hard_sigmoid6'],
  ['leaky_relu', { class_name: 'LeakyReLU', module: 'keras.layers', config: { alpha: 0.01 } }],
]);

/** Functions of TensorFlow and JAX whose names differ from those of the equivalent Keras activations. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['softmax_v2', 'softmax'],
  ['log_softmax_v2', 'log_softmax'],
  ['soft_sign', 'softsign'],
  ['identity', 'linear'],
  ['positive', 'linear'],
]);

/** Functions that packages register with Keras and whose definitions equal those of an activation here. */
const ofPackages: ReadonlyMap<string, string> = new Map([
  ['Addons>hardshrink', 'hard_shrink'],
  ['Addons>lisht', 'lisht'],
  ['Addons>mish', 'mish'],
  ['Addons>snake', 'snake'],
  ['Addons>softshrink', 'soft_shrink'],
  ['Addons>sparsemax', 'sparsemax'],
  ['Addons>tanhshrink', 'tanh_shrink'],
  ['keras_hub>gelu_approximate', 'gelu_new'],
  ['keras_nlp>gelu_approximate', 'gelu_new'],
]);

/** It overflows only where the result does. */
const HALF_OF_EXP = '0.5 * exp(0.5 * abs(x)) * exp(0.5 * abs(x))';

/** Functions of one number, under their names in TensorFlow, NumPy and JAX. */
const formulas: Record<string, string> = {
  abs: 'abs(x)',
  absolute: 'abs(x)',
  fabs: 'abs(x)',
  sign: 'sign(x)',
  neg: '-x',
  negative: '-x',
  square: 'x ** 2',
  sqrt: 'sqrt(x)',
  rsqrt: '1 / sqrt(x)',
  reciprocal: '1 / x',
  exp: 'exp(x)',
  exp2: 'exp(0.6931471805599453 * x)',
  expm1: 'expm1(x)',
  log: 'log(x)',
  log2: 'log(x) / 0.6931471805599453',
  log10: 'log(x) / 2.302585092994046',
  log1p: 'log1p(x)',
  sin: 'sin(x)',
  cos: 'cos(x)',
  tan: 'sin(x) / cos(x)',
  sinh: `abs(x) <= 40 ? 0.5 * (expm1(x) - expm1(-x)) : sign(x) * (${HALF_OF_EXP})`,
  cosh: `abs(x) <= 40 ? 0.5 * (exp(x) + exp(-x)) : ${HALF_OF_EXP}`,
  asinh:
    'sign(x) * (abs(x) <= 1e9 ? log1p(abs(x) + x ** 2 / (1 + sqrt(x ** 2 + 1))) : ' +
    'log(abs(x)) + 0.6931471805599453)',
  atanh: '0.5 * (log1p(x) - log1p(-x))',
  erf: 'erf(x)',
  erfc: 'erfc(x)',
};
for (const name of ['asinh', 'atanh']) formulas[`arc${name.slice(1)}`] = formulas[name];

/**
 * The activation that is equivalent to a function: a name, or a layer. `undefined` if the name belongs to an
 * activation of Keras, or is unknown.
 */
export function activationOfFunction(value: unknown): string | Serialized | undefined {
  const name = nameOfFunction(value);
  if (name === undefined) return undefined;
  const known = isOfJax(value) ? ofJax.get(name) : ofPackages.get(name);
  return known ?? otherNames.get(name) ?? formulaOf(name);
}

function formulaOf(name: string): Serialized | undefined {
  if (!Object.hasOwn(formulas, name)) return undefined;
  // tfjs keeps a string unchanged only under this key.
  const formula = { name: formulas[name] };
  const config = { formula, parameters: [] };
  return { class_name: 'Formula', module: 'tfjs_advanced_activations', config };
}
