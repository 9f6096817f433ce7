import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { isObject, isSerialized, type Serialized } from '../config/serialized.js';
import type { SavedWeight } from '../files/saved_model.js';
import { type Leaf, storeName, type Translation } from '../translate.js';
import { asSaved } from './as_saved.js';

/**
 * The saved weights under the names by which tfjs finds them: by layer and order, as names differ.
 *
 * @throws When a layer has not as many, or not of the shapes, as it needs.
 */
export async function weightArtifacts(
  { topology, leaves }: Translation,
  weights: readonly SavedWeight[],
): Promise<Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>> {
  const model = await tf.loadLayersModel({
    load: async () => ({ modelTopology: withoutInitializers(topology) }),
  });
  try {
    for (const leaf of leaves) checkAxes(leaf, layerAt(model, leaf));
    const assigned = leaves.flatMap((leaf) => assign(leaf, layerAt(model, leaf), weights));
    return {
      weightSpecs: assigned.map(({ name, shape }) => ({
        name,
        shape: [...shape],
        dtype: 'float32' as const,
      })),
      weightData: concatenated(assigned.map(({ values }) => values)),
    };
  } finally {
    // Not by the model's own dispose, which leaves those of a layer that is called twice.
    for (const leaf of leaves) for (const weight of layerAt(model, leaf).weights) weight.dispose();
  }
}

/** Zeros are quick to make. */
function withoutInitializers(value: Serialized): Serialized {
  return withArguments(value, (key, item) => {
    if (key === 'unit_forget_bias') return false; // tfjs leaves tensors when it makes such a bias.
    return key.endsWith('_initializer') ? { class_name: 'Zeros', config: {} } : item;
  });
}

/** The same with weights that come in as they were saved, whatever their constraints say. */
export function withoutConstraining(value: Serialized): Serialized {
  return withArguments(value, (key, item) =>
    key.endsWith('_constraint') && isSerialized(item) ? asSaved(item) : item,
  );
}

/** With each argument of each layer, by its name, replaced; what is replaced is not looked into. */
function withArguments(
  value: Serialized,
  replace: (key: string, item: unknown) => unknown,
): Serialized {
  const visit = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(visit);
    if (!isObject(each)) return each;
    return Object.fromEntries(
      Object.entries(each).map(([key, item]) => {
        const replaced = replace(key, item);
        return [key, replaced === item ? visit(item) : replaced];
      }),
    );
  };
  return visit(value) as Serialized;
}

function layerAt(model: tf.LayersModel, { translatedPath }: Leaf): tf.layers.Layer {
  return translatedPath.reduce<tf.layers.Layer>(
    (holder, name) => (holder as tf.LayersModel).getLayer(name),
    model,
  );
}

/** tfjs can normalize up to four axes, and has the statistics of a batch along the last of them only. */
function checkAxes({ source, path, place }: Leaf, layer: tf.layers.Layer): void {
  let [inner, rank] = [source, layer.inboundNodes[0]?.inputTensors[0]?.rank ?? 0];
  while (inner.class_name === 'TimeDistributed' && isSerialized(inner.config.layer)) {
    inner = inner.config.layer;
    rank--;
  }
  const { class_name, config } = inner;
  if (!/^(Batch|Layer)Normalization$/.test(class_name)) return;
  const [axis] = [config.axis ?? -1].flat();
  const isLast = class_name !== 'BatchNormalization' || axis === -1 || axis === rank - 1;
  if (isLast && rank <= 4) return;
  throw new Error(
    `The layer '${path.at(-1)}' (${class_name}) at ${place} normalizes what tfjs cannot: at most 4 axes, of which a ` +
      `BatchNormalization has the last as its axis. Received: ${rank} axes, axis=${show(config.axis)}`,
  );
}

function assign(
  leaf: Leaf,
  layer: tf.layers.Layer,
  weights: readonly SavedWeight[],
): SavedWeight[] {
  const saved = weightsOf(leaf, weights);
  const shapes = (list: readonly { readonly shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(', ') || 'none';
  if (shapes(saved) !== shapes(layer.weights)) {
    throw new Error(
      `The weights of layer '${leaf.path.at(-1)}' (${leaf.source.class_name}) at ${leaf.place} must have ` +
        `the shapes ${shapes(layer.weights)}. Received: ${shapes(saved)}`,
    );
  }
  return layer.weights.map(({ originalName }, i) => ({ ...saved[i], name: originalName }));
}

function concatenated(arrays: readonly Float32Array[]): ArrayBuffer {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of arrays) {
    all.set(values, at);
    at += values.length;
  }
  return all.buffer;
}

/** A layer's weights among all, in its order, by the names that the file has for them. */
function weightsOf(leaf: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const isStore = weights.some(({ name }) => /^layers\/.*\/vars\/\d+$/.test(name));
  return isStore ? inStore(leaf, weights) : named(leaf, weights);
}

/** In a `.keras` file names are places: `layers/lstm/cell/vars/0`. */
function inStore({ store, source }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const parts = [...PARTS, ...cellsOf(source)];
  const places = weights.flatMap((weight) => {
    const { name } = weight;
    return name.startsWith(`${store}/`)
      ? [{ weight, place: placeInStore(name.slice(store.length + 1), parts) }]
      : [];
  });
  return places.sort((a, b) => compare(a.place, b.place)).map(({ weight }) => weight);
}

/** What stands in a layer, in the order in which it lists its weights. */
const PARTS = ['vars', 'forward_layer', 'backward_layer', 'layer', 'cell'];

/** What the cells that are stacked in a layer are called, in their order. */
function cellsOf({ config }: Serialized): string[] {
  const counts = new Map<string, number>();
  return Object.entries(config).flatMap(([key, value]) => {
    if (key !== 'cells' || !Array.isArray(value)) return isSerialized(value) ? cellsOf(value) : [];
    return value.map((cell) => storeName(String(cell?.class_name), counts));
  });
}

function placeInStore(path: string, order: readonly string[]): number[] {
  return path.split('/').map((part) => {
    const index = order.indexOf(part);
    return index < 0 ? Number.parseInt(part, 10) || 0 : index;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((part, at) => part !== b[at]);
  return i < 0 ? a.length - b.length : a[i] - (b[i] ?? -1);
}

/**
 * Elsewhere they end with the layer, what is in it, and the weight: `model/lstm/lstm_cell/kernel`. Before the
 * layer stand the models that hold it, or the innermost of them, or none.
 */
function named({ path }: Leaf, weights: readonly SavedWeight[]): SavedWeight[] {
  const [, outermost] = path;
  const name = path.at(-1) as string;
  const holders = path.slice(0, -1);
  /** How many of the holders a name tells; `undefined` where it is another layer's. */
  const told = (parts: readonly string[]): number | undefined => {
    const places = parts.flatMap((part, at) => (part === name ? [at] : []));
    return places.reverse().find((at) => {
      const innermost = holders.slice(Math.max(0, holders.length - at));
      return at === innermost.length && innermost.every((each, i) => each === parts[i]);
    });
  };
  const own = weights.flatMap((weight) => {
    const count = told(weight.name.split('/').slice(0, -1));
    const isInGroup = weight.group === undefined || weight.group === outermost;
    return isInGroup && count !== undefined ? [{ weight, count }] : [];
  });
  const most = Math.max(...own.map(({ count }) => count)); // Two layers may share a name.
  return own.flatMap(({ weight, count }) => (count === most ? [weight] : []));
}
