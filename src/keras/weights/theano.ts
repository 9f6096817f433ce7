import { show } from '../../arguments/show.js';
import { unwrapped } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Matching } from './matching.js';
import type { LayerSlots } from './slots.js';

// Theano convolves, while other backends of Keras correlate: its kernels are reversed.

/** The number of convolution kernels of each class. */
const KERNELS: Readonly<Record<string, number>> = {
  Conv1D: 1,
  Conv2D: 1,
  Conv3D: 1,
  Conv2DTranspose: 1,
  ConvLSTM2D: 2,
};

/** Converts weights of Theano so that tfjs computes the same. */
export function correlated(layers: readonly LayerSlots[], matching: Matching): Matching {
  const assigned = new Map(matching.assigned);
  for (const { leaf, all } of layers) {
    const { class_name } = unwrapped(leaf.source).layer;
    for (const slot of all.slice(0, KERNELS[class_name] ?? 0)) {
      assigned.set(slot, reversed(assigned.get(slot) as SavedWeight));
    }
  }
  return { ...matching, assigned };
}

/** Along all axes but the last two, which are channels. */
function reversed(kernel: SavedWeight): SavedWeight {
  const [channels, filters] = kernel.shape.slice(-2);
  const size = channels * filters;
  const { values } = kernel;
  const last = values.length - size;
  return {
    ...kernel,
    values: values.map((_, i) => values[last - Math.floor(i / size) * size + (i % size)]),
  };
}

/** Theano pads both sides equally; tfjs pads like TensorFlow. */
export function problemOfPadding({ leaf }: LayerSlots): string | undefined {
  const { config } = unwrapped(leaf.source).layer;
  if (config.padding !== 'same') return undefined;
  const { kernel_size, strides = 1 } = config;
  const isOdd = [kernel_size].flat().every((each) => Number(each) % 2 === 1);
  if (isOdd && [strides].flat().every((each) => each === 1)) return undefined;
  return (
    'was saved with the Theano backend, which pads differently from tfjs: padding="same" is supported only with odd ' +
    `kernels and strides of 1. Received: kernel_size=${show(kernel_size)}, strides=${show(strides)}`
  );
}

/** With Theano, the upper bound of an SReLU also applies to values below it, which a negative slope makes large. */
export function problemOfLeftSlopes(
  { leaf, all }: LayerSlots,
  { assigned }: Matching,
): string | undefined {
  if (unwrapped(leaf.source).layer.class_name !== 'SReLU') return undefined;
  const negative = assigned.get(all[1])?.values.find((slope) => slope < 0);
  if (negative === undefined) return undefined;
  return `was saved with the Theano backend, which clips it differently: its a_left must not be negative. Received: ${show(negative)}`;
}
