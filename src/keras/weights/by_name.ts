import type { SavedWeight } from '../files/saved_model.js';
import { assignLists, type Matching } from './matching.js';
import { fits, type LayerSlots, type Owner, ownerOf } from './slots.js';

/**
 * A converted `model.json` contains a list of weights without groups. The weights can be assigned by name, or by
 * order, which is that of the names of the layers. Neither is reliable: layers may be renamed, and a model that was
 * saved again may contain names of another model. So both must agree in a file of the converter; in others, the order
 * is used only if the names do not match.
 *
 * @param outer Returns the layers of the outermost model, in its order.
 * @param isConverted Whether the converter of tfjs wrote the list, so that its order is known.
 */
export function matchNames(
  outer: () => readonly Owner[],
  layers: readonly LayerSlots[],
  weights: readonly SavedWeight[],
  isConverted: boolean,
): Matching {
  const lists = listsByName(layers, weights);
  const owners = layers.map(ownerOf);
  const byName = assignLists(
    owners.map((owner) => [owner, lists.get(owner.place) ?? []]),
    lists.get('') ?? [],
  );
  const isByName = byName.problems.length === 0;
  if (isByName && !isConverted) return byName;
  const byOrder = inFileOrder(outer(), weights, isConverted);
  if (byOrder === undefined) return byName;
  if (!isByName) return byOrder;
  const differs = ({ slots }: Owner) =>
    slots.some((slot) => byName.assigned.get(slot) !== byOrder.assigned.get(slot));
  const contradictory = owners.filter(differs);
  if (contradictory.length === 0) return byName;
  return { ...byName, problems: contradictory.map(contradiction) };
}

/** The weights of each layer, keyed by its place; under '' those that match no layer, or several. */
function listsByName(
  layers: readonly LayerSlots[],
  weights: readonly SavedWeight[],
): Map<string, SavedWeight[]> {
  const places = new Map<string, string>();
  for (const { leaf } of layers) {
    for (const prefix of prefixesOf(leaf.path)) {
      places.set(prefix, places.has(prefix) ? '' : leaf.place);
    }
  }
  const lists = new Map<string, SavedWeight[]>();
  for (const weight of weights) {
    const place = longest(weight.name, places) ?? '';
    const list = lists.get(place) ?? [];
    list.push(weight);
    lists.set(place, list);
  }
  return lists;
}

/** The name of a layer is preceded by all models that contain it, by the innermost one, or by none. */
function prefixesOf(path: readonly string[]): string[] {
  return path.map((_, i) => path.slice(i).join('/'));
}

/** The value for the longest matching prefix of a name: `lstm` for `lstm/lstm_cell/kernel`. */
function longest(name: string, places: ReadonlyMap<string, string>): string | undefined {
  for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
    const place = places.get(name.slice(0, end));
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The converter visits the groups of an `.h5` file in the order of their names. */
function inFileOrder(
  layers: readonly Owner[],
  weights: readonly SavedWeight[],
  isConverted: boolean,
): Matching | undefined {
  const sorted = [...layers].sort((a, b) => compareNames(a.name, b.name));
  let at = 0;
  const lists = sorted.map((layer) => {
    const list = weights.slice(at, at + layer.slots.length);
    at += layer.slots.length;
    return [layer, list] as const;
  });
  if (at !== weights.length || !lists.every(([{ slots }, list]) => fits(slots, list))) {
    return undefined;
  }
  const isLike = lists.every(([{ name }, list]) => list.every((weight) => isOf(name, weight)));
  return isConverted || isLike ? assignLists(lists) : undefined;
}

/** Names with `/` are nested groups. UTF-8 bytes compare like code points. */
function compareNames(a: string, b: string): number {
  if (isSimple(a) && isSimple(b)) return a < b ? -1 : Number(a > b);
  const [first, second] = [a, b].map((name) => name.split('/'));
  const i = first.findIndex((part, at) => part !== second[at]);
  if (i < 0) return first.length - second.length;
  if (second[i] === undefined) return 1;
  const [points, others] = [first[i], second[i]].map((part) =>
    [...part].map((character) => character.codePointAt(0) as number),
  );
  const at = points.findIndex((point, j) => point !== others[j]);
  return at < 0 ? points.length - others.length : points[at] - (others[at] ?? -1);
}

function isSimple(name: string): boolean {
  return /^\w*$/.test(name);
}

/**
 * Whether the name of a weight contains that of a layer, with the suffix that TensorFlow adds to a name in use:
 * `dense_1_1`.
 */
function isOf(layer: string, { name }: SavedWeight): boolean {
  const at = name.indexOf(layer);
  const isStart = at === 0 || name[at - 1] === '/';
  return isStart && /^(_\d+)*(\/|$)/.test(name.slice(at + layer.length));
}

function contradiction({ name, className, place }: Owner) {
  return {
    place,
    layer: `layer '${name}' (${className})`,
    message:
      'has different weights by name and by order in the file: load the .keras or .h5 file that was converted',
  };
}
