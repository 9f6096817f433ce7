import type * as tf from '@tensorflow/tfjs';
import { layers } from '../../src/layers/layers.js';
import { ParametricLayer } from '../../src/layers/parametric_layer.js';
import type { Entry } from './entries.js';

/** The layer of an activation. */
export interface LayerOf {
  /** `layers.leakyReLU`. */
  readonly key: string;
  /** Arguments that select the activation: `variant: 'reglu'`. */
  readonly args: string;
  readonly className: string;
  /** Whether all its parameters are weights. */
  readonly isParametric: boolean;
  /** Its default config, without the entries that all layers have. */
  readonly config: Readonly<Record<string, unknown>>;
}

const factories = layers as unknown as Readonly<Record<string, (args?: object) => tf.layers.Layer>>;

/** The entries that the config of each layer of tfjs has. */
const COMMON = ['name', 'trainable', 'dtype', 'batchInputShape'];

export function layerOf(entry: Entry): LayerOf {
  const { kind, name, parameters } = entry;
  // The spelling of Keras may differ.
  const sought = kind === 'halves' ? 'glu' : name.toLowerCase();
  const key = Object.keys(factories).find((each) => each.toLowerCase() === sought) as string;
  const args = kind === 'halves' ? `variant: '${name}'` : kind === 'groups' ? unitsOf(entry) : '';
  const required = Object.entries(parameters).filter(([, each]) => each.default === undefined);
  const given =
    kind === 'halves' ? { variant: name } : Object.fromEntries(required.map(([name]) => [name, 1]));
  const layer = make(key, given);
  const config = Object.entries(layer.getConfig()).filter(([name]) => !COMMON.includes(name));
  return {
    key: `layers.${key}`,
    args,
    className: layer.getClassName(),
    isParametric: layer instanceof ParametricLayer,
    config: Object.fromEntries(config),
  };
}

/** Creates the layer with its required parameters, or without them if all parameters are weights. */
function make(key: string, given: object): tf.layers.Layer {
  try {
    return factories[key](given);
  } catch {
    return factories[key]({});
  }
}

/** Whether the layer can learn a parameter. */
export function learns({ key }: LayerOf, parameter: string): boolean {
  try {
    factories[key.replace('layers.', '')]({ [parameter]: {} });
    return true;
  } catch {
    return false;
  }
}

function unitsOf({ parameters }: Entry): string {
  return 'numUnits' in parameters ? 'numUnits: 2' : '';
}
