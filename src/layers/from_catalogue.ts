import type * as tf from '@tensorflow/tfjs';
import type { Activation } from '../catalogue/activation.js';
import { elementwiseActivations } from '../catalogue/catalogue.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';
import type { LearntArgs } from './learnt_parameter.js';

type Catalogue = typeof elementwiseActivations;

/** What has a class of its own, with Keras's arguments. */
const WITH_CLASS = [
  'relu',
  'leakyRelu',
  'prelu',
  'srelu',
  'elu',
  'pelu',
  'thresholdedRelu',
] as const;

/** The arguments of the layer of an entry: each parameter is a number, or how it is learnt. */
export type CatalogueLayerArgs<Name extends keyof Catalogue> = Arguments<{
  [P in keyof Catalogue[Name]['parameters']]?: number | LearntArgs;
}>;

type Factories = {
  readonly [Name in keyof Catalogue as Exclude<Name, (typeof WITH_CLASS)[number]>]: (
    args?: CatalogueLayerArgs<Name>,
  ) => tf.layers.Layer;
};

const entries = Object.entries<Activation>(elementwiseActivations).filter(
  ([name]) => !(WITH_CLASS as readonly string[]).includes(name),
);

type LayerClass = (new (
  args?: object,
) => tf.layers.Layer) &
  Pick<typeof CatalogueLayer, 'className' | 'fromConfig'>;

/** The layer of an entry of the catalogue, called as that is: `Mish` of `mish`. */
function layerClass(name: string, activation: Activation): LayerClass {
  return class extends CatalogueLayer {
    static override className = name[0].toUpperCase() + name.slice(1);

    constructor(args?: object) {
      super(activation, args, true);
    }
  };
}

const classes = entries.map(([name, activation]) => [name, layerClass(name, activation)] as const);

export const catalogueLayerClasses = classes.map(([, each]) => each);

/** The layers of the catalogue as functions: `mish()`, `snake({ frequency: { sharedAxes: [1] } })`. */
export const catalogueLayers = Object.fromEntries(
  classes.map(([name, each]) => [name, (args?: object) => new each(args)]),
) as object as Factories;
