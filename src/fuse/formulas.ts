import * as tf from '@tensorflow/tfjs';
import { inBothCases } from '../arguments/case.js';
import { type Activation, defaultsOf } from '../catalogue/activation.js';
import { elementwiseActivations } from '../catalogue/catalogue.js';
import { elu } from '../catalogue/exponentials.js';
import { leakyRelu, prelu, relu, thresholdedRelu } from '../catalogue/rectifiers.js';
import type { ActivationLayer, Computation } from '../layers/activation_layer.js';
import { isOurs } from '../layers/brand.js';
import { layerClasses } from '../layers/layers.js';
import { isStock, knownClass } from './known_classes.js';
import type { Config } from './products/product.js';

const IDENTITY: Computation = { formula: 'x', functions: [], values: {} };

export function isIdentity(computation: Computation | undefined): boolean {
  return computation === IDENTITY;
}

/** Layers that compute something only in training. */
const TRAINING_ONLY =
  /^(Keras>)?(Dropout|AlphaDropout|GaussianDropout|GaussianNoise|SpatialDropout[123]D|ActivityRegularization|Identity)$/;

type Values = Computation['values'];

/** The activation layers of tfjs itself, keyed by class. */
const stockActivations: Readonly<Record<string, (layer: tf.layers.Layer) => Computation>> = {
  ReLU: (layer) => {
    const { maxValue } = layer.getConfig();
    const values = { maxValue: maxValue ?? Infinity, negativeSlope: 0, threshold: 0 };
    return computed(relu, values as Values);
  },
  LeakyReLU: (layer) => computed(leakyRelu, { alpha: layer.getConfig().alpha as number }),
  PReLU: (layer) => computed(prelu, { alpha: layer.weights[0].read() }),
  ELU: (layer) => computed(elu, { alpha: layer.getConfig().alpha as number }),
  ThresholdedReLU: (layer) =>
    computed(thresholdedRelu, { theta: layer.getConfig().theta as number }),
};

function computed({ formula }: Activation, values: Values): Computation {
  return { formula, functions: [], values };
}

/** The elementwise formula of a layer in inference; `undefined` if it has none. */
export function formulaOf(layer: tf.layers.Layer): Computation | undefined {
  const name = knownClass(layer);
  if (name === undefined) return undefined;
  if (TRAINING_ONLY.test(name)) return IDENTITY;
  if (!isStock(layer)) return (layer as Partial<ActivationLayer>).computation?.();
  if (name === 'Activation') return formulaOfArgument(layer);
  return stockActivations[name]?.(layer);
}

/** The formula of the `activation` of a layer; `undefined` if it has none. */
export function formulaOfArgument(layer: tf.layers.Layer): Computation | undefined {
  if (!isKnown(activationOf(layer))) return undefined;
  const { activation } = layer.getConfig();
  if (typeof activation === 'string') return formulaNamed(activation);
  const { className = '', config } = (activation ?? {}) as { className?: string; config?: Config };
  const made = layerClasses.find((each) => each.className === className);
  return (
    made?.fromConfig(made as never, { ...config, name: className }) as ActivationLayer
  )?.computation();
}

/** The object that tfjs has created from the argument, which its types do not declare. */
function activationOf(layer: tf.layers.Layer): object {
  return (layer as unknown as { activation: object }).activation;
}

let base: object | undefined;

/** Whether it is an activation of this package or of tfjs, not a custom class with the same name. */
function isKnown(activation: object): boolean {
  const own = activation.constructor;
  // tfjs does not export the base class of its activations.
  base ??= Object.getPrototypeOf(
    activationOf(tf.layers.activation({ activation: 'linear', name: 'linear' })).constructor,
  );
  const isOfTfjs = Object.getPrototypeOf(own) === base;
  return isOfTfjs || isOurs(own) || 'meaning' in own;
}

let named: ReadonlyMap<string, Activation> | undefined;

/** The formula of an activation by its name, with its default values; `undefined` if there is none. */
export function formulaNamed(name: string): Computation | undefined {
  if (name === 'linear') return IDENTITY;
  named ??= new Map(
    Object.entries<Activation>(elementwiseActivations).flatMap(([key, activation]) =>
      inBothCases([key, ...(activation.also ?? [])]).map((each) => [each, activation] as const),
    ),
  );
  const activation = named.get(name);
  const defaults = activation && defaultsOf(activation);
  return defaults && computed(activation as Activation, defaults);
}
