import type * as tf from '@tensorflow/tfjs';
import { weightsOf } from '../../layers/weights.js';
import { unwrapped } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Leaf } from '../translate.js';
import { formInCudnn, type SavedForm } from './cudnn.js';

// The weights of tfjs's model, in the orders in which Keras lists them.

/** A weight of a layer of tfjs. */
export interface Slot {
  readonly leaf: Leaf;
  /** The name by which tfjs finds it; names are unique. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The saved form, if it differs. */
  readonly saved?: SavedForm;
}

/** A layer, or a model used as a layer, whose weights are saved one after the other. */
export interface Owner {
  readonly name: string;
  readonly className: string;
  readonly place: string;
  readonly slots: readonly Slot[];
}

/** The weights of one layer. */
export interface LayerSlots {
  readonly leaf: Leaf;
  /** In the order of the layer and its parts, whether frozen or not. */
  readonly all: readonly Slot[];
  readonly trainable: readonly Slot[];
  readonly nonTrainable: readonly Slot[];
}

export function slotsOf(leaf: Leaf, layer: tf.layers.Layer): LayerSlots {
  const { weights } = layer;
  if (weights.length === 0) return { leaf, all: [], trainable: [], nonTrainable: [] };
  const slots = new Map(
    weights.map(({ id, originalName: name, shape }): [number, Slot] => {
      const saved = formInCudnn(leaf.source, kindOf(name), shape as number[]);
      return [id, { leaf, name, shape: shape as number[], saved }];
    }),
  );
  const select = (weights: readonly tf.LayerVariable[]) =>
    weights.map(({ id }) => slots.get(id) as Slot);
  const all = select(weightsOf(layer));
  if (leaf.source.config.trainable === false) {
    return { leaf, all, trainable: [], nonTrainable: all };
  }
  const [trainable, nonTrainable] = [layer.trainableWeights, layer.nonTrainableWeights].map(select);
  return { leaf, all, trainable, nonTrainable };
}

/** The weights of two layers of tfjs that are one layer in Keras. */
export function joinedSlots(first: LayerSlots, last: LayerSlots): LayerSlots {
  const all = [...first.all, ...last.all];
  if (first.leaf.source.config.trainable === false) {
    return { leaf: first.leaf, all, trainable: [], nonTrainable: all };
  }
  return {
    leaf: first.leaf,
    all,
    trainable: [...first.trainable, ...last.trainable],
    nonTrainable: [...first.nonTrainable, ...last.nonTrainable],
  };
}

/** A layer with its weights in the order in which Keras saves them. */
export function ownerOf({ leaf, trainable, nonTrainable }: LayerSlots): Owner {
  const { path, place, source } = leaf;
  return {
    name: path.at(-1) as string,
    className: source.class_name,
    place,
    slots: [...trainable, ...nonTrainable],
  };
}

/** The shapes of these weights in a file. */
export function savedShapes(slots: readonly Slot[]): readonly Pick<SavedWeight, 'shape'>[] {
  return slots.map(({ shape, saved }) => saved ?? { shape });
}

/** Whether saved weights have the shapes of these. */
export function haveShapes(slots: readonly Slot[], saved: readonly SavedWeight[]): boolean {
  return (
    slots.length === saved.length &&
    savedShapes(slots).every(({ shape }, i) => {
      const other = saved[i].shape;
      return shape.length === other.length && shape.every((length, axis) => length === other[axis]);
    })
  );
}

/** Whether a list of saved weights can belong to these, judging by shapes and by the last parts of the names. */
export function fits(slots: readonly Slot[], saved: readonly SavedWeight[]): boolean {
  return haveShapes(slots, saved) && misplaced(slots, saved) === undefined;
}

/** The first saved weight whose name is that of another kind of weight. */
export function misplaced(
  slots: readonly Slot[],
  saved: readonly SavedWeight[],
): { readonly slot: Slot; readonly weight: SavedWeight } | undefined {
  const differ = (expected: string | undefined, received: string | undefined) =>
    expected !== undefined && received !== undefined && expected !== received;
  const i = slots.findIndex(({ name, leaf }, at) => {
    const received = saved[at].name;
    const isTwofold = unwrapped(leaf.source).layer.class_name === 'Bidirectional';
    return (
      differ(kindOf(name), kindOf(received)) ||
      (isTwofold && differ(directionOf(name), directionOf(received)))
    );
  });
  return i < 0 ? undefined : { slot: slots[i], weight: saved[i] };
}

/** Names of weights that are equivalent in all versions of Keras and in tfjs. */
const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    kernel: 'kernel',
    depthwise_kernel: 'kernel', // The name of the kernel of a DepthwiseConv2D in Keras 3.
    pointwise_kernel: 'pointwise_kernel',
    recurrent_kernel: 'recurrent_kernel',
    bias: 'bias',
    alpha: 'alpha',
    gamma: 'gamma',
    beta: 'beta',
    moving_mean: 'moving_mean',
    moving_variance: 'moving_variance',
    embeddings: 'embeddings',
  }),
);

function kindOf(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return KINDS.get(last) ?? KINDS.get(last.replace(/_\d+$/, ''));
}

/** Keras 2 does not save which direction of a `Bidirectional` is frozen; the weights of that direction come last. */
function directionOf(name: string): string | undefined {
  return /(?:^|\/)(forward|backward)_/.exec(name)?.[1];
}
