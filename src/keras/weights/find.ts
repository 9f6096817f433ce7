import { isSerialized, numberedName, type Serialized } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import type { Leaf } from '../translate.js';

// Which of a file's weights are those of a layer, and in which order, by the names that the file has for them.

/** The weights of a layer, in the order in which it lists them. */
export function weightsOf(leaf: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const isStore = weights.some(({ name }) => /^layers\/.*\/vars\/\d+$/.test(name));
  if (isStore) return weightsByPlace(leaf, weights);
  const [, outermost, ...inner] = leaf.path;
  const inGroup = weights.filter(({ group }) => group === undefined || group === outermost);
  const isGroup = inner.length === 0 && inGroup.every(({ group }) => group !== undefined);
  return isGroup ? inGroup : weightsByName(leaf, inGroup);
}

/** In a `.keras` file, names are places: `layers/lstm/cell/vars/0`. */
function weightsByPlace({ store, source }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const parts = [...PARTS, ...cellsOf(source)];
  const placed = weights.flatMap((weight) => {
    const { name } = weight;
    return name.startsWith(`${store}/`)
      ? [{ weight, place: placeOf(name.slice(store.length + 1), parts) }]
      : [];
  });
  return placed.sort((a, b) => compare(a.place, b.place)).map(({ weight }) => weight);
}

/** What a layer consists of, in the order in which it lists the weights. */
const PARTS = ['vars', 'forward_layer', 'backward_layer', 'layer', 'cell'];

/** The names of the cells that are stacked in a layer, in their order. */
function cellsOf({ config }: Serialized): string[] {
  const counts = new Map<string, number>();
  return Object.entries(config).flatMap(([key, value]) => {
    if (key !== 'cells' || !Array.isArray(value)) return isSerialized(value) ? cellsOf(value) : [];
    return value.map((cell) => numberedName(String(cell?.class_name), counts));
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

/**
 * In other files, names end with the layer, its parts and the weight: `model/lstm/lstm_cell/kernel`. Before the layer
 * stand all models that hold it, or the innermost of them, or none.
 */
function weightsByName({ path }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const name = path.at(-1) as string;
  const holders = path.slice(0, -1);
  /** How many of the holders a name tells; `undefined` where the weight is another layer's. */
  const holdersIn = (parts: readonly string[]): number | undefined => {
    const places = parts.flatMap((part, at) => (part === name ? [at] : []));
    return places.reverse().find((at) => {
      const innermost = holders.slice(Math.max(0, holders.length - at));
      return at === innermost.length && innermost.every((each, i) => each === parts[i]);
    });
  };
  const candidates = weights.flatMap((weight) => {
    const count = holdersIn(weight.name.split('/').slice(0, -1));
    return count !== undefined ? [{ weight, count }] : [];
  });
  const most = Math.max(...candidates.map(({ count }) => count)); // Two layers may share a name.
  return candidates.flatMap(({ weight, count }) => (count === most ? [weight] : []));
}
