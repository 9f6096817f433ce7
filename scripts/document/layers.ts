import type * as tf from '@tensorflow/tfjs';
import { layers } from '../../src/layers/layers.js';
import { ParametricLayer } from '../../src/layers/parametric_layer.js';
import type { Entry } from './entries.js';

/** The layer of an activation. */
export interface LayerOf {
  /** `layers.leakyReLU`. */
  readonly key: string;
  /** What its arguments must say: `variant: 'reglu'`. */
  readonly args: string;
  readonly className: string;
  /** Whether all its parameters are weights. */
  readonly isParametric: boolean;
  /** What it is configured with if nothing else is said, by its own names. */
  readonly config: Readonly<Record<string, unknown>>;
}

const factories = layers as unknown as Readonly<Record<string, (args?: object) => tf.layers.Layer>>;

/** What each layer of tfjs has in its config. */
const COMMON = ['name', 'trainable', 'dtype', 'batchInputShape'];

export function layerOf(entry: Entry): LayerOf {
  const { kind, name, parameters } = entry;
  // Keras spells its own otherwise.
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

/** With what its parameters must be, or without, where all are weights. */
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
