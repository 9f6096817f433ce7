import * as tf from '@tensorflow/tfjs';
import type { Problem } from '../config/problems.js';
import { type Serialized, withArguments } from '../config/serialized.js';
import { isKeras1 } from '../config/version.js';
import { joined } from '../files/bytes.js';
import { isRandomState, type SavedWeights } from '../files/saved_model.js';
import type { Leaf, Translation } from '../translate.js';
import { matchGroups } from './by_group.js';
import { matchNames } from './by_name.js';
import { matchPlaces } from './by_place.js';
import { outerLayers } from './keras_order.js';
import { matchKeras1, problemOfOutputShape } from './keras1.js';
import type { Matching } from './matching.js';
import { problemOfAxes } from './normalized_axes.js';
import { joinedSlots, type LayerSlots, slotsOf } from './slots.js';
import { correlated, problemOfLeftSlopes, problemOfPadding } from './theano.js';

type Artifacts = Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>;

/**
 * The saved weights under the names by which tfjs finds them. Names differ, so that each layer gets its weights by
 * their order. A file without weights has none.
 *
 * @param version Of the Keras that saved the model.
 * @returns Problems where a layer has not as many weights as it needs, or weights of other shapes, or where it cannot
 *   compute with inputs of its shape.
 */
export async function weightArtifacts(
  translation: Translation,
  weights: SavedWeights,
  version: string,
): Promise<Artifacts | { readonly problems: readonly Problem[] }> {
  const { layers, problems: ofLayers } = await built(translation);
  const matching = match(translation, layers, weights, weights.version ?? version);
  const isOfTheano = weights.backend === 'theano';
  const problems = isOfTheano
    ? [
        ...ofLayers,
        ...problemsOf(
          layers,
          (each) => problemOfPadding(each) ?? problemOfLeftSlopes(each, matching),
        ),
      ]
    : ofLayers;
  const places = problems.map(({ place }) => place);
  const all = [...problems, ...matching.problems.filter(({ place }) => !places.includes(place))];
  if (all.length > 0) return { problems: all };
  return artifactsOf(layers, isOfTheano ? correlated(layers, matching) : matching);
}

/** What tfjs cannot build or compute with inputs of their shapes. */
export async function problemsOfShapes(translation: Translation): Promise<readonly Problem[]> {
  return (await built(translation)).problems;
}

/** The weights of tfjs's layers, known once the model is built. */
async function built({ topology, leaves: all }: Translation): Promise<{
  readonly layers: readonly LayerSlots[];
  readonly problems: readonly Problem[];
}> {
  const model = await build(withoutInitializers(topology));
  const leaves = all.filter((leaf) => !isIdle(model, leaf));
  try {
    const pairs = leaves.map((leaf) => ({ leaf, layer: layerAt(model, leaf) }));
    return {
      layers: withActivations(pairs.map(({ leaf, layer }) => slotsOf(leaf, layer))),
      problems: problemsOf(
        pairs,
        ({ leaf, layer }) => problemOfAxes(leaf, layer) ?? problemOfOutputShape(leaf, layer),
      ),
    };
  } finally {
    // The model's own dispose would leave the weights of a layer that is called twice.
    for (const leaf of leaves) for (const weight of layerAt(model, leaf).weights) weight.dispose();
  }
}

/** The shapes of its inputs decide whether tfjs can build it. */
async function build(modelTopology: Serialized): Promise<tf.LayersModel> {
  try {
    return await tf.loadLayersModel({ load: async () => ({ modelTopology }) });
  } catch (error) {
    throw new Error(`The model cannot be built in tfjs: ${(error as Error).message}`);
  }
}

function problemsOf<Of extends { readonly leaf: Leaf }>(
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

/** Zeros are quick to make. */
function withoutInitializers(topology: Serialized): Serialized {
  return withArguments(topology, (key, argument) => {
    if (key === 'unit_forget_bias') return false; // tfjs leaves tensors when it makes such a bias.
    return key.endsWith('_initializer') ? { class_name: 'Zeros', config: {} } : argument;
  });
}

/** tfjs leaves out an input that no output depends on. */
function isIdle(model: tf.LayersModel, { source, translatedPath }: Leaf): boolean {
  const [name, ...inner] = translatedPath;
  const isOutermost = source.class_name === 'InputLayer' && inner.length === 0;
  return isOutermost && model.layers.every((layer) => layer.name !== name);
}

function layerAt(model: tf.LayersModel, { translatedPath }: Leaf): tf.layers.Layer {
  return translatedPath.reduce<tf.layers.Layer>(
    (holder, name) => (holder as tf.LayersModel).getLayer(name),
    model,
  );
}

/** Each saved weight is used exactly once, unless layers share it. */
function match(
  translation: Translation,
  layers: readonly LayerSlots[],
  { layout, list, isConverted = false }: SavedWeights,
  version: string,
): Matching {
  const weights = list.filter((weight) => !isRandomState(weight, layout));
  if (isKeras1(version)) return matchKeras1(layers, weights);
  if (layout === 'places') return matchPlaces(layers, weights);
  const outer = outerLayers(translation, layers, version);
  if (layout === 'groups') return matchGroups(outer, weights);
  return matchNames(outer, layers, weights, isConverted);
}

function artifactsOf(layers: readonly LayerSlots[], { assigned }: Matching): Artifacts {
  const pairs = layers.flatMap(({ all }) =>
    all.map((slot) => ({ slot, values: assigned.get(slot)?.values ?? new Float32Array() })),
  );
  // In the order in which they lie in the file, they may be a buffer already.
  pairs.sort((a, b) => a.values.byteOffset - b.values.byteOffset);
  return {
    weightSpecs: pairs.map(({ slot: { name, shape } }) => ({
      ...{ name, shape: [...shape], dtype: 'float32' as const },
    })),
    weightData: joinedFloats(pairs.map(({ values }) => values)),
  };
}

function joinedFloats(arrays: readonly Float32Array[]): ArrayBuffer {
  let end = 0;
  const areJoined = arrays.every(({ buffer, byteOffset, byteLength }) => {
    const isNext = buffer === arrays[0].buffer && byteOffset === end;
    end += byteLength;
    return isNext;
  });
  if (areJoined && arrays.length > 0) return arrays[0].buffer as ArrayBuffer;
  return joined(arrays.map(bytesOf));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
