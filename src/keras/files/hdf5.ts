import { type Dataset, File, Group } from 'jsfive';
import { parseJson, type SavedModel, type SavedWeight, savedModel } from './saved_model.js';

// Keras has two layouts of weights in HDF5. An `.h5` file has a group for each layer of the model, with a list of the
// names of its weights. A `.keras` file has groups that are nested as the objects are, where weights have numbers.

/**
 * The model of an `.h5` file.
 *
 * @throws When it cannot be read, or has no config.
 */
export function readH5(bytes: Uint8Array): SavedModel {
  const { config, version, weights } = reading(() => {
    const file = open(bytes);
    const { model_config, keras_version } = file.attrs;
    const root = file.keys.includes('model_weights') ? file.get('model_weights') : file;
    return {
      config: model_config,
      version: keras_version,
      weights: weightsOfLayers(root as Group),
    };
  });
  if (typeof config !== 'string') {
    throw new Error(
      'An .h5 file of a model has its config, which model.save() writes and model.save_weights() does not',
    );
  }
  return savedModel(parseJson(config, 'model_config'), version, weights);
}

function weightsOfLayers(root: Group): SavedWeight[] {
  return namesIn(root, 'layer_names').flatMap((group) => {
    const layer = root.get(group) as Group;
    return namesIn(layer, 'weight_names').map((name) => ({
      name: name.replace(/:\d+$/, ''),
      group,
      ...arrayOf(layer.get(name) as Dataset),
    }));
  });
}

/** A list of names. A long one is in parts: `weight_names0`, `weight_names1`. */
function namesIn({ attrs }: Group, key: string): string[] {
  const keys = Object.keys(attrs).filter((each) => each.replace(/\d+$/, '') === key);
  return keys
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .flatMap((each) => {
      const names = attrs[each];
      return (Array.isArray(names) ? names : []).map(withoutPadding);
    });
}

/** h5py 2 makes names equally long with NUL characters. */
function withoutPadding(name: unknown): string {
  return String(name).split('\0', 1)[0];
}

/** Layers are never nested so deeply, but links may form a circle. */
const DEEPEST = 64;

/**
 * The weights of a `.keras` file.
 *
 * @throws When they cannot be read.
 */
export function readStore(bytes: Uint8Array): SavedWeight[] {
  const visit = (group: Group, path: string, depth: number): SavedWeight[] => {
    if (depth > DEEPEST) throw new Error('its groups are nested too deeply');
    return group.keys.flatMap((key) => {
      const item = group.get(key);
      const name = path === '' ? key : `${path}/${key}`;
      return item instanceof Group ? visit(item, name, depth + 1) : { name, ...arrayOf(item) };
    });
  };
  return reading(() => visit(open(bytes), '', 0));
}

function open(bytes: Uint8Array): File {
  return new File(new Uint8Array(bytes).buffer, 'weights');
}

function arrayOf({ shape, value }: Dataset): Pick<SavedWeight, 'shape' | 'values'> {
  return { shape, values: Float32Array.from(value) };
}

/** jsfive throws strings as well as errors. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The HDF5 file cannot be read: ${reason}`);
  }
}
