import { product } from '../../kernels/broadcast.js';
import type { Problem } from '../config/problems.js';
import { type Serialized, withArguments } from '../config/serialized.js';
import { isKeras1 } from '../config/version.js';
import {
  type Encoding,
  isRandomState,
  type SavedWeight,
  type SavedWeights,
} from '../files/saved_model.js';
import type { Translation } from '../translate.js';
import { withoutConstraining } from './as_saved.js';
import { type Artifacts, BuiltModel, problemsOf } from './built_model.js';
import { matchGroups } from './by_group.js';
import { matchNames } from './by_name.js';
import { matchPlaces } from './by_place.js';
import { outerLayers } from './keras_order.js';
import type { Matching } from './matching.js';
import type { LayerSlots, Slot } from './slots.js';

type Weights = Pick<Artifacts, 'weightSpecs' | 'weightData'>;

/** A topology with its weights, and the same as a model, unless it must be built again to be loaded. */
interface Made extends Weights {
  readonly modelTopology: Serialized;
  readonly built?: BuiltModel;
}

/**
 * The topology of a model, and the saved weights under the names by which tfjs finds them. Names are unique, so that
 * each layer gets its weights by their order. A file without weights has none.
 *
 * @param version The version of Keras that saved the model.
 * @returns Problems, if the number or the shapes of the weights of a layer do not match, or if a layer does not
 *   support the shape of its inputs.
 */
export function weightArtifacts(
  translation: Translation,
  weights: SavedWeights,
  version: string,
): Made | { readonly problems: readonly Problem[] } {
  const { hasConstraint, hasClassOfUser } = translation.made;
  const topology = hasConstraint ? withoutConstraining(translation.topology) : translation.topology;
  // Layers with constraints and custom layers may keep a tensor of a weight.
  const isHandedOver = !hasConstraint && !hasClassOfUser;
  const model = new BuiltModel(
    isHandedOver ? topology : withoutInitializers(topology),
    translation,
  );
  const { layers } = model;
  const matching = match(translation, layers, weights, weights.version ?? version);
  const theano = weights.backend === 'theano' ? translation.parts.keras1 : undefined;
  const problemOf = (each: LayerSlots) =>
    theano?.problemOfPadding(each) ?? theano?.problemOfLeftSlopes(each, matching);
  const problems = [...model.problems, ...(theano ? problemsOf(layers, problemOf) : [])];
  const places = new Set(problems.map(({ place }) => place));
  const all = [...problems, ...matching.problems.filter(({ place }) => !places.has(place))];
  if (all.length > 0 || !isHandedOver) model.dispose();
  if (all.length > 0) return { problems: all };
  return {
    modelTopology: topology,
    built: isHandedOver ? model : undefined,
    ...artifactsOf(layers, theano?.correlated(layers, matching) ?? matching, weights),
  };
}

/** Parts that tfjs cannot build or compute with inputs of their shapes. */
export function problemsOfShapes(translation: Translation): readonly Problem[] {
  const model = new BuiltModel(withoutInitializers(translation.topology), translation);
  model.dispose();
  return model.problems;
}

/** Zeros are fast to create. */
function withoutInitializers(topology: Serialized): Serialized {
  return withArguments(topology, (key, argument) => {
    if (key === 'unit_forget_bias') return false; // tfjs leaks tensors when it creates such a bias.
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
  const { keras1 } = translation.parts;
  if (keras1 && isKeras1(version)) return keras1.matchKeras1(layers, weights);
  if (layout === 'places') return matchPlaces(layers, weights);
  const outer = () => outerLayers(translation, layers, version);
  if (layout === 'groups') return matchGroups(outer(), weights);
  return matchNames(outer, layers, weights, isConverted);
}

function artifactsOf(
  layers: readonly LayerSlots[],
  { assigned }: Matching,
  saved: SavedWeights,
): Weights {
  const pairs = layers
    .flatMap(({ all }) => all)
    .map((slot) => ({ slot, weight: assigned.get(slot) ?? NOTHING }));
  const places = new Map(
    saved.list.map((weight, i) => [weight, saved.data ? i : weight.values.byteOffset]),
  );
  const placeOf = (weight: SavedWeight) => places.get(weight) ?? 0;
  pairs.sort((a, b) => placeOf(a.weight) - placeOf(b.weight));
  const weights = pairs.map(({ slot, weight }) => asInTfjs(slot, weight));
  const data = asSaved(weights, saved);
  const encodingOf = ({ encoding }: SavedWeight) => (data && encoding) ?? FLOATS;
  return {
    weightSpecs: pairs.map(({ slot: { name, shape }, weight }) => ({
      ...{ name, shape: [...shape], ...encodingOf(weight) },
    })),
    weightData: data ?? (saved.isOwned ? movedTogether(weights) : undefined) ?? joined(weights),
  };
}

const FLOATS: Encoding = { dtype: 'float32' };

function asInTfjs({ shape, saved }: Slot, weight: SavedWeight): SavedWeight {
  return saved === undefined ? weight : { ...weight, shape, values: saved.read(weight) };
}

function asSaved(weights: readonly SavedWeight[], { list, data }: SavedWeights) {
  const isAll = weights.length === list.length && weights.every((each, i) => each === list[i]);
  return isAll ? data : undefined;
}

/** Replaces the weight of a layer that has none in the file. */
const NOTHING: SavedWeight = { name: '', shape: [0], values: new Float32Array() };

/**
 * One buffer of all weights. A weight may have to be copied to be read, and is released before the next one is read.
 */
function joined(weights: readonly SavedWeight[]): ArrayBuffer {
  const lengths = weights.map(({ shape }) => product(shape));
  const all = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  weights.forEach(({ values }, i) => {
    all.set(values, end);
    end += lengths[i];
  });
  return all.buffer;
}

/**
 * The buffer that contains the weights in this order, each moved to directly follow the previous one; `undefined` if
 * there is no such buffer.
 */
function movedTogether(weights: readonly SavedWeight[]): ArrayBuffer | undefined {
  const all = weights.map(({ values }) => values);
  const { buffer } = all[0] ?? {};
  const follows = ({ byteOffset }: Float32Array, i: number) =>
    i === 0 || byteOffset >= all[i - 1].byteOffset + all[i - 1].byteLength;
  if (!(buffer instanceof ArrayBuffer)) return undefined;
  if (!all.every((each, i) => each.buffer === buffer && follows(each, i))) return undefined;
  const bytes = new Uint8Array(buffer);
  let end = 0;
  for (const { byteOffset, byteLength } of all) {
    bytes.copyWithin(end, byteOffset, byteOffset + byteLength);
    end += byteLength;
  }
  return buffer;
}
