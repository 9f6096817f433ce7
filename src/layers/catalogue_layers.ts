import * as tf from '@tensorflow/tfjs';
import { type Activation, specialise } from '../activations/activation.js';
import { elementwiseActivations } from '../activations/catalogue.js';
import { readParameter } from '../activations/parameters.js';
import { type Arguments, sortArguments } from './arguments.js';
import { LearningLayer } from './learning_layer.js';
import { type LearntArgs, LearntParameter, readLearntArgs } from './learnt_parameter.js';

type Catalogue = typeof elementwiseActivations;

/** What has a class of its own, with Keras's arguments. */
const WITH_CLASS = ['relu', 'leakyRelu', 'prelu', 'elu', 'thresholdedRelu'] as const;

/** The arguments of the layer of an entry: each parameter is a number, or how it is learnt. */
export type CatalogueLayerArgs<Name extends keyof Catalogue> = Arguments<{
  [P in keyof Catalogue[Name]['parameters']]?: number | LearntArgs;
}>;

type Factories = {
  readonly [Name in Exclude<keyof Catalogue, (typeof WITH_CLASS)[number]>]: (
    args?: CatalogueLayerArgs<Name>,
  ) => tf.layers.Layer;
};

const entries = Object.entries<Activation>(elementwiseActivations).filter(
  ([name]) => !(WITH_CLASS as readonly string[]).includes(name),
);

type LayerClass = (new (
  args?: object,
) => tf.layers.Layer) &
  Pick<typeof LearningLayer, 'className' | 'fromConfig'>;

/** The layer of an entry of the catalogue, called as that is: `Mish` of `mish`. */
function layerClass(name: string, activation: Activation): LayerClass {
  const className = name[0].toUpperCase() + name.slice(1);
  const owner = `a ${className} layer`;
  const parameters = Object.entries(activation.parameters);

  return class extends LearningLayer {
    static override className = className;

    private readonly values: Readonly<Record<string, number>>;

    constructor(args: object = {}) {
      const names = parameters.map(([key, { also = [] }]) => [key, also] as const);
      const { layer, own } = sortArguments(className, args, Object.fromEntries(names));
      const values: Record<string, number> = {};
      const learnt = new Map<string, LearntParameter>();
      for (const [key, parameter] of parameters) {
        const given = own[key] ?? { key, value: parameter.default };
        if (given.value === undefined) {
          throw new Error(`The ${key} of ${owner} must be given. Received: ${key}=undefined`);
        }
        if (typeof given.value === 'object' && given.value !== null) {
          const { default: value = 0 } = parameter;
          const initializer = tf.initializers.constant({ value });
          const learntArgs = { initializer, ...readLearntArgs(owner, given) };
          learnt.set(key, new LearntParameter(owner, key, learntArgs));
        } else {
          values[key] = readParameter(owner, parameter, given);
        }
      }
      const { formula, parameters: numbers } = specialise(activation, values);
      super(layer, formula, learnt, numbers);
      this.values = values;
    }

    override getConfig(): tf.serialization.ConfigDict {
      const learnt = [...this.learnt].map(([key, parameter]) => [key, parameter.getConfig()]);
      return { ...super.getConfig(), ...this.values, ...Object.fromEntries(learnt) };
    }
  };
}

const classes = entries.map(([name, activation]) => [name, layerClass(name, activation)] as const);

export const catalogueLayerClasses = classes.map(([, each]) => each);

/** The layers of the catalogue as functions: `mish()`, `snake({ frequency: { sharedAxes: [1] } })`. */
export const catalogueLayers = Object.fromEntries(
  classes.map(([name, each]) => [name, (args?: object) => new each(args)]),
) as object as Factories;
