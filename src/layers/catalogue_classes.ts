import type * as tf from '@tensorflow/tfjs';
import type { Activation } from '../catalogue/activation.js';
import { elementwiseActivations } from '../catalogue/catalogue.js';
import type { Arguments } from './arguments.js';
import { CatalogueLayer } from './catalogue_layer.js';
import * as classes from './classes.js';
import type { LearnedArgs } from './learned_parameter.js';

type Catalogue = typeof elementwiseActivations;

/**
 * The arguments of the layer of an activation: each parameter is a number, or an object if it is a learned weight.
 *
 * @typeParam Name The name of the activation: `CatalogueLayerArgs<'mish'>`.
 */
export type CatalogueLayerArgs<Name extends keyof Catalogue> = Arguments<{
  [P in keyof Catalogue[Name]['parameters']]?: number | LearnedArgs;
}>;

// An entry with a separate class has the same name except for case: `leakyRelu` and `LeakyReLU`.

export type CatalogueFunctions = {
  readonly [Name in keyof Catalogue as Lowercase<Name> extends Lowercase<keyof typeof classes>
    ? never
    : Name]: (args?: CatalogueLayerArgs<Name>) => tf.layers.Layer;
};

const withClass = Object.keys(classes).map((name) => name.toLowerCase());

/** The layers of the other entries, with the same names: `Mish` for `mish`. */
export const catalogueClasses = Object.entries<Activation>(elementwiseActivations)
  .filter(([name]) => !withClass.includes(name.toLowerCase()))
  .map(([name, activation]) => layerClass(name[0].toUpperCase() + name.slice(1), activation));

export type LayerClass = (new (
  args?: object,
) => tf.layers.Layer) &
  Pick<typeof CatalogueLayer, 'className' | 'fromConfig'>;

function layerClass(className: string, activation: Activation): LayerClass {
  return class extends CatalogueLayer {
    static override className = className;

    constructor(args?: object) {
      super(activation, args, true);
    }
  };
}
