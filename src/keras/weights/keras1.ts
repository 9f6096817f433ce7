import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { isObject, isSerialized, type Serialized, unwrapped } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Leaf } from '../translate.js';
import { assignLists, type Matching } from './matching.js';
import { type LayerSlots, ownerOf } from './slots.js';

// Converts the weights of Keras 1 to the shapes and the order of Keras 2.

/** Assigns weights to layers by the groups and the names of Keras 1. */
export function matchKeras1(
  layers: readonly LayerSlots[],
  weights: readonly SavedWeight[],
): Matching {
  const found = layers.map((layer) => [layer, find(layer.leaf, weights)] as const);
  const used = new Set(found.flatMap(([, list]) => list));
  return assignLists(
    found.map(([layer, list]) => [
      { ...ownerOf(layer), slots: layer.all },
      converted(layer.leaf.source, list),
    ]),
    weights.filter((weight) => !used.has(weight)),
  );
}

/** A layer has a separate group, or is in the group of a model that contains it, if the names identify it. */
function find({ path, source }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const [, outermost, ...inner] = path;
  const groupOf = (layer: string) => weights.filter(({ group }) => group === layer);
  if (inner.length === 0) return groupOf(outermost);
  const isGroup = groupOf(outermost).length > 0;
  const own = groupOf(path.at(-1) as string);
  if (!isGroup && own.length > 0) return own;
  // The config of an inner sequential model does not contain its name.
  const names = namesIn(source);
  return (isGroup ? groupOf(outermost) : weights).filter(({ name }) =>
    names.some((each) => name.startsWith(`${each}_`) && WEIGHT.test(name.slice(each.length))),
  );
}

/** The part after the name of a layer; numbers distinguish weights with the same name. */
const WEIGHT =
  /^_(W|U|b|gamma|beta|running_mean|running_std|alphas|betas|[at]_left|[at]_right|depthwise_kernel|pointwise_kernel)(_[icfozrh])?(_\d+)*$/;

/** The possible prefixes of the names of a layer's weights: its own name, and those of the layers that it wraps. */
function namesIn({ config }: Serialized): string[] {
  const name = String(config.name);
  const inner = isSerialized(config.layer) ? namesIn(config.layer) : [];
  return [name, `forward_${name}`, `backward_${name}`, ...inner];
}

function converted(source: Serialized, saved: readonly SavedWeight[]): SavedWeight[] {
  const { layer } = unwrapped(source);
  if (layer.class_name === 'Bidirectional' && isSerialized(layer.config.layer)) {
    const inner = layer.config.layer;
    const half = saved.length / 2;
    return [saved.slice(0, half), saved.slice(half)].flatMap((each) => converted(inner, each));
  }
  const gates = GATES[layer.class_name];
  if (gates !== undefined && saved.length === 3 * gates.length) return joined(saved, gates);
  const [first, ...rest] = saved;
  if (first === undefined) return [];
  switch (layer.class_name) {
    case 'Conv1D':
      return [withoutWidth(first, layer), ...rest];
    case 'Conv2DTranspose':
      return [transposed(first), ...rest];
    default:
      return [...saved];
  }
}

/** Each gate has a kernel, a recurrent kernel and a bias. The values are their positions in the order of Keras 2. */
const GATES: Readonly<Record<string, readonly number[]>> = {
  LSTM: [0, 2, 1, 3],
  ConvLSTM2D: [0, 2, 1, 3],
  GRU: [0, 1, 2],
};

function joined(saved: readonly SavedWeight[], gates: readonly number[]): SavedWeight[] {
  return [0, 1, 2].map((kind) => concatenated(gates.map((gate) => saved[3 * gate + kind])));
}

/** Along the last axis. */
function concatenated(parts: readonly SavedWeight[]): SavedWeight {
  const [first] = parts;
  const length = first.shape.at(-1) as number;
  const values = new Float32Array(first.values.length * parts.length);
  parts.forEach((part, i) => {
    for (let row = 0; row * length < part.values.length; row++) {
      const slice = part.values.subarray(row * length, (row + 1) * length);
      values.set(slice, (row * parts.length + i) * length);
    }
  });
  return { ...first, shape: [...first.shape.slice(0, -1), length * parts.length], values };
}

/** A kernel over steps has the shape of one over images of width 1, since Keras 1.2 with the filters last. */
function withoutWidth(kernel: SavedWeight, { config }: Serialized): SavedWeight {
  const [size] = [config.kernel_size].flat().map(Number);
  const { shape, values } = kernel;
  if (shape.length !== 4) return kernel;
  const isLast = shape[0] === size && shape[1] === 1 && shape[3] === config.filters;
  if (isLast) return { ...kernel, shape: [size, shape[2], shape[3]] };
  const [filters, channels] = shape;
  const at = (step: number, channel: number, filter: number) =>
    values[(filter * channels + channel) * size + step];
  return {
    ...kernel,
    shape: [size, channels, filters],
    values: Float32Array.from({ length: values.length }, (_, i) =>
      at(Math.floor(i / (channels * filters)), Math.floor(i / filters) % channels, i % filters),
    ),
  };
}

/** Swaps the last two axes. */
function transposed(kernel: SavedWeight): SavedWeight {
  const { shape, values } = kernel;
  const [rows, columns] = shape.slice(-2);
  return {
    ...kernel,
    shape: [...shape.slice(0, -2), columns, rows],
    values: values.map((_, i) => {
      const block = Math.floor(i / (rows * columns)) * rows * columns;
      const [column, row] = [Math.floor((i - block) / rows), i % rows];
      return values[block + row * columns + column];
    }),
  };
}

/** A deconvolution of Keras 1 has an explicit output shape, while tfjs computes the smallest one. */
export function problemOfOutputShape({ source }: Leaf, layer: tf.layers.Layer): string | undefined {
  const { ofKeras1 } = unwrapped(source).layer;
  const saved = isObject(ofKeras1) ? ofKeras1.output_shape : undefined;
  if (layer.getClassName() !== 'Conv2DTranspose' || !Array.isArray(saved)) return undefined;
  const made = (layer.inboundNodes[0]?.outputShapes[0] ?? []) as tf.Shape;
  if (saved.every((length, axis) => length === null || length === made[axis])) return undefined;
  return `must have the output shape [${made}], which tfjs computes. Received: output_shape=${show(saved)}`;
}
