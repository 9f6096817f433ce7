import type * as tf from '@tensorflow/tfjs';
import type { Problem } from '../config/problems.js';
import { type Serialized, withArguments } from '../config/serialized.js';
import { isKeras1 } from '../config/version.js';
import { sizeOf } from '../files/bytes.js';
import { isRandomState, type SavedWeight, type SavedWeights } from '../files/saved_model.js';
import type { Translation } from '../translate.js';
import { withoutConstraining } from './as_saved.js';
import { BuiltModel, problemsOf } from './built_model.js';
import { matchGroups } from './by_group.js';
import { matchNames } from './by_name.js';
import { matchPlaces } from './by_place.js';
import { outerLayers } from './keras_order.js';
import { matchKeras1 } from './keras1.js';
import type { Matching } from './matching.js';
import type { LayerSlots } from './slots.js';
import { correlated, problemOfLeftSlopes, problemOfPadding } from './theano.js';

type Weights = Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>;
type Artifacts = Weights & { readonly modelTopology: Serialized };

/**
 * The topology of a model, and the saved weights under the names by which tfjs finds them. Names differ, so that each
 * layer gets its weights by their order. A file without weights has none.
 *
 * @param version Of the Keras that saved the model.
 * @returns Problems where a layer has not as many weights as it needs, or weights of other shapes, or where it cannot
 *   compute with inputs of its shape.
 */
export function weightArtifacts(
  translation: Translation,
  weights: SavedWeights,
  version: string,
): Artifacts | { readonly problems: readonly Problem[] } {
  const { hasConstraint, hasClassOfUser } = translation.made;
  const topology = hasConstraint ? withoutConstraining(translation.topology) : translation.topology;
  // What has constraints, or is of the user, may keep a tensor of a weight.
  const isHandedOver = !hasConstraint && !hasClassOfUser;
  const model = new BuiltModel(
    isHandedOver ? topology : withoutInitializers(topology),
    translation,
  );
  const { layers } = model;
  const matching = match(translation, layers, weights, weights.version ?? version);
  const isOfTheano = weights.backend === 'theano';
  const problemOf = (each: LayerSlots) =>
    problemOfPadding(each) ?? problemOfLeftSlopes(each, matching);
  const problems = [...model.problems, ...(isOfTheano ? problemsOf(layers, problemOf) : [])];
  const places = new Set(problems.map(({ place }) => place));
  const all = [...problems, ...matching.problems.filter(({ place }) => !places.has(place))];
  if (all.length > 0 || !isHandedOver) model.dispose();
  if (all.length > 0) return { problems: all };
  if (isHandedOver) model.handOver(topology);
  return {
    modelTopology: topology,
    ...artifactsOf(layers, isOfTheano ? correlated(layers, matching) : matching, weights),
  };
}

/** What tfjs cannot build or compute with inputs of their shapes. */
export function problemsOfShapes(translation: Translation): readonly Problem[] {
  const model = new BuiltModel(withoutInitializers(translation.topology), translation);
  model.dispose();
  return model.problems;
}

/** Zeros are quick to make. */
function withoutInitializers(topology: Serialized): Serialized {
  return withArguments(topology, (key, argument) => {
    if (key === 'unit_forget_bias') return false; // tfjs leaves tensors when it makes such a bias.
    return key.endsWith('_initializer') ? { class_name: 'Zeros', config: {} } : argument;
  });
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

function artifactsOf(
  layers: readonly LayerSlots[],
  { assigned }: Matching,
  { list, data }: SavedWeights,
): Weights {
  const places = new Map(list.map((weight, i) => [weight, i]));
  const pairs = layers
    .flatMap(({ all }) => all)
    .map((slot) => ({ slot, weight: assigned.get(slot) ?? NOTHING }));
  const placeOf = (weight: SavedWeight) => places.get(weight) ?? 0;
  pairs.sort((a, b) => placeOf(a.weight) - placeOf(b.weight));
  const isAsSaved =
    pairs.length === list.length && pairs.every(({ weight }, i) => weight === list[i]);
  return {
    weightSpecs: pairs.map(({ slot: { name, shape } }) => ({
      ...{ name, shape: [...shape], dtype: 'float32' as const },
    })),
    weightData: isAsSaved && data ? data : joined(pairs.map(({ weight }) => weight)),
  };
}

/** Stands for what a layer without a weight in the file has. */
const NOTHING: SavedWeight = { name: '', shape: [0], values: new Float32Array() };

/** One buffer of all. A weight may have to be copied to be read, and is let go of before the next one is. */
function joined(weights: readonly SavedWeight[]): ArrayBuffer {
  const lengths = weights.map(({ shape }) => sizeOf(shape));
  const all = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  weights.forEach(({ values }, i) => {
    all.set(values, end);
    end += lengths[i];
  });
  return all.buffer;
}
