import * as tf from '@tensorflow/tfjs';
import { ops, layers as ours } from 'tfjs-advanced-activations';
import { stockActivation } from './stock_activations.js';

type Layers = Pick<
  typeof tf.layers,
  'elu' | 'leakyReLU' | 'prelu' | 'reLU' | 'softmax' | 'thresholdedReLU'
>;

/** The activation layers of tfjs. */
const ofLayers = {
  LeakyReLU: ({ leakyReLU }) => leakyReLU({ alpha: 0.2 }),
  PReLU: ({ prelu }) => prelu({}),
  'PReLU, one slope a channel': ({ prelu }) => prelu({ sharedAxes: [1, 2] }),
  ELU: ({ elu }) => elu({}),
  ThresholdedReLU: ({ thresholdedReLU }) => thresholdedReLU({ theta: 1 }),
  Softmax: ({ softmax }) => softmax({ axis: -1 }),
  ReLU: ({ reLU }) => reLU({}),
  ReLU6: ({ reLU }) => reLU({ maxValue: 6 }),
} as const satisfies Record<string, (layers: Layers) => tf.layers.Layer>;

/** The activations that tfjs has by name. */
const names = [
  ...['elu', 'gelu', 'gelu_new', 'hardSigmoid', 'mish', 'relu6', 'selu'],
  ...['sigmoid', 'softplus', 'softsign', 'swish', 'tanh'],
] as const;

export type LayerName = keyof typeof ofLayers;
export type ActivationName = LayerName | (string & {});

export const layerNames = Object.keys(ofLayers) as LayerName[];
export const activationNames: readonly ActivationName[] = [...layerNames, ...names];

/** The implementation of the activations in a network. */
export interface Activations {
  /** An activation as a separate layer. */
  layer(name: ActivationName): tf.layers.Layer;
  /** An activation as the `activation` argument of another layer. */
  argument(name: string): 'linear';
  /** The softmax of attention scores; `mask` selects the keys that a query may see. */
  maskedSoftmax(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor;
}

function activationsOf(
  layers: Layers,
  argument: (name: string) => unknown,
  maskedSoftmax: Activations['maskedSoftmax'],
): Activations {
  // The types of tfjs allow only its own names.
  const typed = argument as Activations['argument'];
  return {
    layer: (name) =>
      name in ofLayers
        ? ofLayers[name as LayerName](layers)
        : tf.layers.activation({ activation: typed(name) }),
    argument: typed,
    maskedSoftmax,
  };
}

/** Added to a masked score, as users of tfjs write it. */
const FAR_BELOW = -1e9;

export const sources = {
  /** Each activation is replaced by a layer that returns its input. */
  none: {
    layer: () => tf.layers.activation({ activation: 'linear' }),
    argument: () => 'linear',
    maskedSoftmax: (scores) => scores,
  },
  tfjs: activationsOf(tf.layers, stockActivation, (scores, mask) =>
    tf.softmax(tf.add(scores, tf.mul(tf.sub(1, mask), FAR_BELOW))),
  ),
  ours: activationsOf(
    ours as unknown as Layers,
    (name) => name,
    (scores, mask) => ops.softmax(scores, -1, mask),
  ),
} as const satisfies Record<string, Activations>;
