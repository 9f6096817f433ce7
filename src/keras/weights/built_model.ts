import * as tf from '@tensorflow/tfjs';
import type { Problem } from '../config/problems.js';
import { make } from '../config/registry.js';
import type { Serialized } from '../config/serialized.js';
import { toTfjs } from '../config/to_tfjs.js';
import type { Leaf, Translation } from '../translate.js';
import { problemOfAxes } from './normalized_axes.js';
import { joinedSlots, type LayerSlots, slotsOf } from './slots.js';

// The names and the shapes of the weights are known once the model is built, and building takes most of the time of
// tfjs's loader. So the loader receives the model that was built, if possible.

/** A model of tfjs with zeros as its weights. */
export class BuiltModel {
  /** The weights of each layer. */
  readonly layers: readonly LayerSlots[];
  /** The layers that tfjs cannot compute with inputs of their shapes. */
  readonly problems: readonly Problem[];
  private readonly model: tf.LayersModel;
  private readonly weights: readonly LayerVariable[];

  /** @throws When tfjs cannot build it, which depends on the shapes of its inputs. */
  constructor(topology: Serialized, { leaves, parts: { keras1 } }: Translation) {
    this.model = build(topology);
    const byPath = layersByPath(this.model, '', new Map());
    const pairs = leaves.flatMap((leaf) => {
      const layer = byPath.get(leaf.translatedPath.join('/'));
      return layer === undefined ? [] : [{ leaf, layer }]; // tfjs drops an input that no output depends on.
    });
    this.layers = withActivations(pairs.map(({ leaf, layer }) => slotsOf(leaf, layer)));
    this.weights = pairs.flatMap(({ layer }) => layer.weights as LayerVariable[]);
    this.problems = problemsOf(
      pairs,
      ({ leaf, layer }) => problemOfAxes(leaf, layer) ?? keras1?.problemOfOutputShape(leaf, layer),
    );
  }

  /** The model's own dispose would leak the weights of a layer that is called twice. */
  dispose(): void {
    for (const weight of this.weights) weight.dispose();
  }

  /**
   * Lets tfjs's loader use the model, once, instead of its topology and its weights. Until then, the model has no
   * tensors, because it may never be used. So nothing may have kept a tensor of a weight.
   *
   * The loader reads `model_config` of the topology, then the weights, then looks up the class that `model_config`
   * names, and then reads the weights, which it would set once more. Nothing else runs in between. Whoever reads only
   * the topology, or has other weights, gets a model that is built of the topology.
   *
   * @param artifacts The topology of the model, and its weights under the names of the variables.
   */
  handOver(artifacts: Artifacts): void {
    const { modelTopology, weightSpecs, weightData } = artifacts;
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    let isTaken = false;
    let step: 'none' | 'topology read' | 'weights read' | 'taken' = 'none';
    const end = () => {
      step = 'none';
    };
    this.dispose();
    const take = (_: unknown, __: unknown, ___: unknown, isLoaded?: boolean) => {
      delete classNameMap[NAME];
      if (step !== 'weights read' || artifacts.weightSpecs !== weightSpecs) {
        return build(modelTopology, isLoaded);
      }
      isTaken = true;
      step = 'taken';
      revive(this.weights, tf.io.decodeWeights(weightData, weightSpecs));
      return this.model;
    };
    Object.defineProperty(modelTopology, 'model_config', {
      get: () => {
        step = isTaken ? 'none' : 'topology read';
        if (isTaken) return undefined;
        void Promise.resolve().then(end);
        classNameMap[NAME] = [tf.LayersModel, take as never];
        return { class_name: NAME, config: {} };
      },
    });
    Object.defineProperty(artifacts, 'weightData', {
      get: () => {
        const isSet = step === 'taken';
        if (isSet) end();
        if (step === 'topology read') step = 'weights read';
        return isSet ? undefined : weightData;
      },
      set: (value) => Object.defineProperty(artifacts, 'weightData', { value, writable: true }),
    });
  }
}

/** A model in the form that tfjs reads. */
export type Artifacts = Required<Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>> & {
  readonly modelTopology: Serialized;
};

const NAME = 'Keras>BuiltModel';

/** @param isLoaded Whether its weights are loaded next. */
function build({ class_name, config }: Serialized, isLoaded = true): tf.LayersModel {
  try {
    return make(class_name, toTfjs(config), isLoaded) as tf.LayersModel;
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

/** Keras saves the weights of an activation after those of its layer. */
function withActivations(layers: readonly LayerSlots[]): readonly LayerSlots[] {
  return layers.flatMap((each, i) => {
    if (each.leaf.isActivation) return [];
    const next = layers[i + 1];
    return next?.leaf.isActivation ? [joinedSlots(each, next)] : [each];
  });
}

/** A member of the variables of tfjs's layers that its types do not declare. */
type LayerVariable = tf.LayerVariable & { val: tf.Variable };

/** Creates the tensors of weights again, with the given values. */
function revive(weights: readonly LayerVariable[], values: tf.NamedTensorMap): void {
  for (const weight of weights) {
    const { originalName, trainable, name, dtype } = weight;
    const create = () => tf.variable(values[originalName], trainable, name, dtype as tf.DataType);
    weight.val = tf.tidy(create); // It may have to be cast.
  }
  tf.dispose(values);
}
