import type { SavedWeight } from '../files/saved_model.js';
import { assignLists, type Matching } from './matching.js';
import type { Owner } from './slots.js';

/**
 * In an `.h5` file, the weights of each layer of the model form a group, in the order in which Keras lists them. A
 * group has the name of its layer. If it does not, as with the weights of another model, Keras assigns the groups in
 * order.
 */
export function matchGroups(layers: readonly Owner[], weights: readonly SavedWeight[]): Matching {
  const groups = new Map<string, SavedWeight[]>(weights.map(({ group = '' }) => [group, []]));
  for (const weight of weights) groups.get(weight.group ?? '')?.push(weight);
  const isNamed = layers.every(({ name }) => groups.has(name));
  if (!isNamed && groups.size === layers.length) {
    const inTurn = [...groups.values()];
    return assignLists(layers.map((layer, i) => [layer, inTurn[i]]));
  }
  const names = new Set(layers.map(({ name }) => name));
  return assignLists(
    layers.map((layer) => [layer, groups.get(layer.name) ?? []]),
    weights.filter(({ group = '' }) => !names.has(group)),
  );
}
