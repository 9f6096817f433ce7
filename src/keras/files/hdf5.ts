import { type Dataset, File, Group } from 'jsfive';
import type { SavedWeight } from './read.js';

// Keras has two ways to lay out weights in HDF5. An .h5 file has a group for each layer of the model, with a list of
// the names of its weights. In a .keras file the groups are nested as the objects are, and weights have numbers.

function open(bytes: Uint8Array): File {
  return new File(new Uint8Array(bytes).buffer, 'weights');
}

function arrayOf({ shape, value }: Dataset): Pick<SavedWeight, 'shape' | 'values'> {
  return { shape, values: Float32Array.from(value) };
}

/** The reader throws texts as well as errors. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The HDF5 file cannot be read: ${reason}`);
  }
}

export interface WeightFile {
  readonly config?: string;
  readonly keras_version?: unknown;
  readonly weights: SavedWeight[];
}

/**
 * What an `.h5` file of a model holds.
 *
 * @throws When it cannot be read.
 */
export function readWeightFile(bytes: Uint8Array): WeightFile {
  return reading(() => weightFile(bytes));
}

function weightFile(bytes: Uint8Array): WeightFile {
  const file = open(bytes);
  const { model_config: config, keras_version } = file.attrs;
  const root = file.keys.includes('model_weights') ? file.get('model_weights') : file;
  const weights: SavedWeight[] = [];
  for (const group of namesIn(root as Group, 'layer_names')) {
    const layer = (root as Group).get(group) as Group;
    for (const name of namesIn(layer, 'weight_names')) {
      weights.push({
        name: name.replace(/:\d+$/, ''),
        group,
        ...arrayOf(layer.get(name) as Dataset),
      });
    }
  }
  return {
    config: typeof config === 'string' ? config : undefined,
    keras_version,
    weights,
  };
}

/** A list of names, of which long ones are in parts: `weight_names0`, `weight_names1`. */
function namesIn({ attrs }: Group, key: string): string[] {
  const keys = Object.keys(attrs).filter((each) => each.replace(/\d+$/, '') === key);
  return keys
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .flatMap((each) => {
      const names = attrs[each];
      return (Array.isArray(names) ? names : []).map(String);
    });
}

/** Deeper than any layer is in layers: links may go in a circle. */
const DEEPEST = 64;

/**
 * The weights of a `.keras` file.
 *
 * @throws When it cannot be read.
 */
export function readStore(bytes: Uint8Array): SavedWeight[] {
  return reading(() => store(bytes));
}

function store(bytes: Uint8Array): SavedWeight[] {
  const weights: SavedWeight[] = [];
  const visit = (group: Group, path: string, depth = 0) => {
    if (depth > DEEPEST) throw new Error('its groups are nested too deeply');
    for (const key of group.keys) {
      const item = group.get(key);
      const name = path === '' ? key : `${path}/${key}`;
      if (item instanceof Group) visit(item, name, depth + 1);
      else weights.push({ name, ...arrayOf(item) });
    }
  };
  visit(open(bytes), '');
  return weights;
}
