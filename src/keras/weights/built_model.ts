import * as tf from '@tensorflow/tfjs';
import { product } from '../../kernels/broadcast.js';
import type { Problem } from '../config/problems.js';
import { make } from '../config/registry.js';
import type { Serialized } from '../config/serialized.js';
import { toTfjs } from '../config/to_tfjs.js';
import type { Leaf, Translation } from '../translate.js';
import { problemOfAxes } from './normalized_axes.js';
import { joinedSlots, type LayerSlots, slotsOf } from './slots.js';

// The names and the shapes of the weights are known once the model is built, and most of the time that tfjs's loader
// takes is that of building it. So the loader is given the model that was built, where that can be done.

/** A model of tfjs with zeros in the place of its weights. */
export class BuiltModel {
  /** The weights of each layer. */
  readonly layers: readonly LayerSlots[];
  /** What tfjs cannot compute with inputs of their shapes. */
  readonly problems: readonly Problem[];
  private readonly model: tf.LayersModel;
  private readonly weights: readonly LayerVariable[];

  /** @throws When tfjs cannot build it: the shapes of its inputs decide that. */
  constructor(topology: Serialized, { leaves, parts: { keras1 } }: Translation) {
    this.model = build(topology);
    const byPath = layersByPath(this.model, '', new Map());
    const pairs = leaves.flatMap((leaf) => {
      const layer = byPath.get(leaf.translatedPath.join('/'));
      return layer === undefined ? [] : [{ leaf, layer }]; // tfjs leaves out an input that no output depends on.
    });
    this.layers = withActivations(pairs.map(({ leaf, layer }) => slotsOf(leaf, layer)));
    this.weights = pairs.flatMap(({ layer }) => layer.weights as LayerVariable[]);
    this.problems = problemsOf(
      pairs,
      ({ leaf, layer }) => problemOfAxes(leaf, layer) ?? keras1?.problemOfOutputShape(leaf, layer),
    );
  }

  /** The model's own dispose would leave the weights of a layer that is called twice. */
  dispose(): void {
    for (const weight of this.weights) weight.dispose();
  }

  /**
   * Lets tfjs's loader take the model, once, in the place of its topology. It has no tensors until then, as it may never
   * be taken. So nothing may have kept a tensor of a weight.
   */
  handOver(topology: Serialized): void {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    let isTaken = false;
    this.dispose();
    const take = () => {
      isTaken = true;
      delete classNameMap[NAME];
      revive(this.weights);
      return this.model as never;
    };
    // The loader looks for a `model_config` in the topology, and right after that for the class which that names.
    Object.defineProperty(topology, 'model_config', {
      get: () => {
        if (isTaken) return undefined;
        classNameMap[NAME] = [tf.LayersModel, take];
        return { class_name: NAME, config: {} };
      },
    });
  }
}

const NAME = 'Keras>BuiltModel';

function build({ class_name, config }: Serialized): tf.LayersModel {
  try {
    return make(class_name, toTfjs(config), true) as tf.LayersModel;
  } catch (error) {
    throw new Error(`The model cannot be built in tfjs: ${(error as Error).message}`);
  }
}

function layersByPath(
  { layers }: tf.LayersModel,
  holder: string,
  found: Map<string, tf.layers.Layer>,
): ReadonlyMap<string, tf.layers.Layer> {
  for (const layer of layers) {
    const path = holder + layer.name;
    found.set(path, layer);
    if (layer instanceof tf.LayersModel) layersByPath(layer, `${path}/`, found);
  }
  return found;
}

export function problemsOf<Of extends { readonly leaf: Leaf }>(
  layers: readonly Of[],
  problemOf: (each: Of) => string | undefined,
): Problem[] {
  return layers.flatMap((each) => {
    const { path, place, source } = each.leaf;
    const message = problemOf(each);
    const layer = `layer '${path.at(-1)}' (${source.class_name})`;
    return message === undefined ? [] : [{ place, layer, message }];
  });
}

/** Keras saves the weights of an activation behind those of the layer that has it. */
function withActivations(layers: readonly LayerSlots[]): readonly LayerSlots[] {
  return layers.flatMap((each, i) => {
    if (each.leaf.isActivation) return [];
    const next = layers[i + 1];
    return next?.leaf.isActivation ? [joinedSlots(each, next)] : [each];
  });
}

/** What a variable of tfjs's layers has, though its types do not say it. */
type LayerVariable = tf.LayerVariable & { val: tf.Variable };

/** Gives weights their tensors again. They are loaded next, so that all have the same zeros until then. */
function revive(weights: readonly LayerVariable[]): void {
  const sizes = weights.map(({ shape }) => product(shape as number[]));
  const zeros = new Float32Array(Math.max(0, ...sizes));
  weights.forEach((weight, i) => {
    const value = tf.tensor(zeros.subarray(0, sizes[i]), weight.shape as number[]);
    weight.val = tf.variable(value, weight.trainable, weight.name);
    value.dispose();
  });
}
