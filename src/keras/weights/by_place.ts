import {
  isObject,
  isSerialized,
  numberedName,
  plain,
  type Serialized,
  unwrapped,
} from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Leaf } from '../translate.js';
import { withoutCheckpointPlaces } from './checkpoint_places.js';
import { assignLists, type Matching } from './matching.js';
import { type LayerSlots, ownerOf } from './slots.js';

/** In a `.keras` file, names are places: `layers/lstm/cell/vars/0`. */
export function matchPlaces(
  layers: readonly LayerSlots[],
  weights: readonly SavedWeight[],
): Matching {
  const stores = new Map(layers.map(({ leaf }) => [leaf.store, [] as SavedWeight[]]));
  const others: SavedWeight[] = [];
  for (const weight of withoutCheckpointPlaces(layers, weights)) {
    const list = stores.get(layerIn(weight.name));
    if (list) list.push(weight);
    else if (!isNoWeight(weight.name)) others.push(weight);
  }
  const lists = layers.map((each) => {
    const leaf = savedIn(each, layers, stores);
    const saved = stores.get(leaf.store) as SavedWeight[];
    if (partsWithoutOrder(leaf, saved).size > 1) {
      const byShape = inOrderOfShapes(each, saved);
      if (byShape === undefined) others.push(...saved);
      return [{ ...ownerOf(each), slots: each.all }, byShape ?? []] as const;
    }
    const own = saved.filter(({ name }) => name !== copyOfKernel(leaf));
    return [{ ...ownerOf(each), slots: each.all }, inOrder(leaf, own)] as const;
  });
  return assignLists(lists, others);
}

/** The layer of a place, including the models that contain it: `layers/sequential/layers/dense`. */
function layerIn(place: string): string {
  const parts = place.split('/');
  let length = 0;
  while (parts[length] === 'layers') length += 2;
  return parts.slice(0, length).join('/');
}

/** Parts of a model that are not layers. */
function isNoWeight(place: string): boolean {
  const model = layerIn(place);
  const [part] = place.slice(model === '' ? 0 : model.length + 1).split('/');
  return /^_?(optimizer|(compile_)?(metrics|loss))$/.test(part);
}

/** A layer that several models share is saved once, in the first of them. */
function savedIn(
  { leaf, all }: LayerSlots,
  layers: readonly LayerSlots[],
  stores: ReadonlyMap<string, readonly SavedWeight[]>,
): Leaf {
  const isMissing = all.length > 0 && stores.get(leaf.store)?.length === 0;
  if (!isMissing || typeof leaf.source.shared_object_id !== 'number') return leaf;
  const same = layers.filter(
    (other) =>
      stores.get(other.leaf.store)?.length === all.length &&
      other.leaf.source.class_name === leaf.source.class_name &&
      configOf(other) === configOf({ leaf }),
  );
  return same.length === 1 ? same[0].leaf : leaf;
}

/** The place where a `SpectralNormalization` saves the kernel of its layer once more. */
function copyOfKernel({ store, source }: Leaf): string | undefined {
  const { layer, depth } = unwrapped(source);
  const isCopied = layer.class_name === 'SpectralNormalization';
  return isCopied ? `${store}${'/layer'.repeat(depth)}/vars/0` : undefined;
}

/** The parts of a custom layer may be in any order. */
function partsWithoutOrder({ store, source }: Leaf, weights: readonly SavedWeight[]): Set<string> {
  const known = [...PARTS, ...listedIn(source)];
  const parts = weights.flatMap(({ name }) => name.slice(store.length + 1).split('/'));
  return new Set(parts.filter((part) => !known.includes(part) && !/^\d+$/.test(part)));
}

/** If no two weights have the same shape, the shapes identify them. */
function inOrderOfShapes(
  { all }: LayerSlots,
  saved: readonly SavedWeight[],
): SavedWeight[] | undefined {
  const byShape = new Map(saved.map((weight) => [String(weight.shape), weight] as const));
  const found = all.flatMap(({ shape }) => byShape.get(String(shape)) ?? []);
  return byShape.size === saved.length && found.length === saved.length ? found : undefined;
}

/** Without the keys that only mark shared objects. */
function configOf({ leaf }: Pick<LayerSlots, 'leaf'>): string {
  return JSON.stringify(plain(leaf.source.config));
}

function inOrder({ store, source }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const parts = [...PARTS, ...listedIn(source)];
  return weights
    .map((weight) => ({ weight, place: placeOf(weight.name.slice(store.length + 1), parts) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ weight }) => weight);
}

/** The parts of a layer, in the order in which it lists the weights. */
const PARTS = [
  ...['vars', 'forward_layer', 'backward_layer', 'layer', 'cell'],
  // For attention; in Keras 2, and if Keras 3 has no other name for it, with an underscore.
  ...['query', 'key', 'gate', 'value', 'output'].flatMap((each) => [
    `_${each}_dense`,
    `${each}_dense`,
  ]),
  'activation',
];

/** The names of parts that a layer has as a list, such as stacked cells and the layers of a wrapped model, in order. */
function listedIn({ config }: Serialized): string[] {
  const counts = new Map<string, number>();
  return Object.entries(config).flatMap(([key, value]) => {
    if (isSerialized(value)) return listedIn(value);
    if (!['cells', 'layers'].includes(key) || !Array.isArray(value)) return [];
    return [
      key,
      ...value.map((each) => numberedName(isObject(each) ? String(each.class_name) : '', counts)),
    ];
  });
}

function placeOf(path: string, parts: readonly string[]): number[] {
  return path.split('/').map((part) => {
    const index = parts.indexOf(part);
    return index < 0 ? Number.parseInt(part, 10) || 0 : index;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((part, at) => part !== b[at]);
  return i < 0 ? a.length - b.length : a[i] - (b[i] ?? -1);
}
