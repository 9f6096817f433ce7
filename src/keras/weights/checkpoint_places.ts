import type { SavedWeight } from '../files/saved_model.js';
import type { LayerSlots } from './slots.js';

/** The place of the layers of a model in a `.keras` file of Keras before 2.15. */
const CHECKPOINT = '_layer_checkpoint_dependencies';

/**
 * Converts the places of weights to those since Keras 2.15, `layers/dense_1`. Before, the list of the layers of a
 * model contained layers with weights twice, so the second was `dense_2`; 2.14 counted each once.
 */
export function withoutCheckpointPlaces(
  layers: readonly LayerSlots[],
  weights: readonly SavedWeight[],
): readonly SavedWeight[] {
  if (!weights.some(({ name }) => isBefore(name))) return weights;
  const models = modelsOf(layers);
  for (const times of [2, 1]) {
    const renamed = weights.map((weight) => ({
      ...weight,
      name: placeSince(weight.name, models, times),
    }));
    if (!renamed.some(({ name }) => isBefore(name))) return renamed;
  }
  return weights;
}

function isBefore(place: string): boolean {
  return place.startsWith(`${CHECKPOINT}/`);
}

/** The layers of each model, keyed by its place, and whether they have weights. */
type Models = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

function modelsOf(layers: readonly LayerSlots[]): Models {
  const models = new Map<string, Map<string, boolean>>();
  for (const { leaf, all } of layers) {
    const names = leaf.store.split('/').filter((_, i) => i % 2 === 1);
    let model = '';
    for (const name of names) {
      const inner = models.get(model) ?? new Map<string, boolean>();
      models.set(model, inner.set(name, inner.get(name) || all.length > 0));
      model = inModel(model, name);
    }
  }
  return models;
}

function inModel(model: string, layer: string): string {
  return model === '' ? `layers/${layer}` : `${model}/layers/${layer}`;
}

function placeSince(name: string, models: Models, times: number): string {
  const parts = name.split('/');
  let place = '';
  while (parts[0] === CHECKPOINT) {
    const layer = namesSince(models.get(place) ?? new Map(), times).get(parts[1]);
    if (layer === undefined) return name;
    place = inModel(place, layer);
    parts.splice(0, 2);
  }
  return [...(place === '' ? [] : [place]), ...parts].join('/');
}

/**
 * The names of layers since 2.15, keyed by the earlier names.
 *
 * @param times How often a layer with weights was counted.
 */
function namesSince(layers: ReadonlyMap<string, boolean>, times: number): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    [...layers].map(([name, hasWeights]) => {
      const kind = name.replace(/_\d+$/, '');
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + (hasWeights ? times : 1));
      return [count === 0 ? kind : `${kind}_${count}`, name];
    }),
  );
}
