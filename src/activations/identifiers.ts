import * as tf from '@tensorflow/tfjs';
import { inBothCases, type SnakeCase } from '../arguments/case.js';
import { didYouMean } from '../arguments/did_you_mean.js';
import { show } from '../arguments/show.js';
import { defaultsOf } from '../catalogue/activation.js';
import { elementwiseActivations } from '../catalogue/catalogue.js';
import { leakyRelu } from '../catalogue/rectifiers.js';
import { softmaxFamily } from '../catalogue/softmax_family.js';
import { type ExpressionData, fromData, toData } from '../formula/data.js';
import type { Expression } from '../formula/expression.js';
import { sourcesOf } from '../formula/function_sources.js';
import type { FunctionSource } from '../formula/functions.js';
import { isRecording } from '../kernels/tape.js';
import { ops } from './ops.js';
import { saveFormula } from './saved_formula.js';

type Apply = (x: tf.Tensor) => tf.Tensor;

type Catalogue = typeof elementwiseActivations & typeof softmaxFamily;

/** @inline */
type OtherNames = {
  [Name in keyof Catalogue]: Catalogue[Name] extends { also: readonly (infer Other)[] }
    ? Other & string
    : never;
}[keyof Catalogue];

/**
 * Those whose parameters all have defaults.
 *
 * @inline
 */
type Names = {
  [Name in keyof Catalogue]: Catalogue[Name] extends { parameters: infer Parameters }
    ? Parameters extends Readonly<Record<string, { default: number }>>
      ? Name
      : never
    : Name;
}[keyof Catalogue];

/** What `activation: '…'` may say: a name of the catalogue, as tfjs spells it or as Keras does. */
export type ActivationName = Names | OtherNames | SnakeCase<Names | OtherNames>;

/**
 * Dense and convolutional layers of tfjs know these activations by the names of their classes, and compute them by
 * ops of tfjs, whose gradients have no gradient. While a gradient is recorded they have these names instead, so
 * that the activation itself is applied. A saved model has the same name in either case.
 */
const unfused = new Map([
  ['relu', 'RELU'],
  ['elu', 'ELU'],
]);

/** Names that only models have. */
const savedNames: Readonly<Record<string, Apply>> = {
  // What stock tfjs makes of the class of a layer that was given as an activation, when it saves and loads a
  // model: `LeakyReLU` becomes `leaky_re_lu`, and that `leakyReLu`. Its arguments are lost.
  reLu: (x) => ops.relu(x),
  leakyReLu: (x) => ops.leakyRelu(x, leakyRelu.layerDefaults),
  thresholdedReLu: (x) => ops.thresholdedRelu(x),
  // While a gradient is recorded, a layer may be made from the config of another. `ELU` is known already: it is a
  // layer.
  RELU: (x) => ops.relu(x),
};

const applies = new Map<string, Apply>(Object.entries(savedNames));

for (const [key, entry] of Object.entries({ ...elementwiseActivations, ...softmaxFamily })) {
  if ('formula' in entry && !defaultsOf(entry)) continue;
  const others: readonly string[] = 'also' in entry ? entry.also : [];
  for (const name of inBothCases([key, ...others])) {
    applies.set(name, (x) => ops[key as keyof Catalogue](x));
  }
}

function activationClass(name: string, apply: Apply) {
  const nameInGradients = unfused.get(name) ?? name;
  return class extends tf.serialization.Serializable {
    static readonly className = name;

    readonly apply = apply;

    override getClassName(): string {
      return isRecording() ? nameInGradients : name;
    }

    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  };
}

/**
 * The classes by which tfjs finds the activations of the catalogue. It writes their names into models in snake
 * case.
 */
export const activationClasses = [...applies].map(([name, apply]) => activationClass(name, apply));

/** The class of an activation that a program has defined: a model that has it is saved with its formula. */
function definedClass(
  name: string,
  meaning: Expression,
  { formula, parameters }: FunctionSource,
  apply: Apply,
) {
  return class extends activationClass(name, apply) {
    static readonly meaning = toData(meaning);

    /** tfjs writes into a model what this returns, and reads it back as an activation. */
    override getClassName(): string {
      const saved = {
        className: 'Formula',
        // A getter, because dense layers ask for the class name in each call.
        get config() {
          return saveFormula(formula, parameters, sourcesOf(formula));
        },
      };
      return saved as unknown as string;
    }
  };
}

/** @throws When tfjs knows a name with another meaning. Another copy of the package may have told it the same. */
export function refuseTaken(name: string, meaning: Expression): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  for (const each of inBothCases([name])) {
    if (!Object.hasOwn(classNameMap, each)) continue;
    const [known] = classNameMap[each] as unknown as [{ meaning?: ExpressionData }];
    if (known.meaning === undefined || fromData(known.meaning) !== meaning) {
      throw new Error(`The name of an activation must be new. Received: name="${each}"`);
    }
  }
}

/** Makes an activation known to tfjs by its name, in camel case and in snake case. */
export function addIdentifier(
  name: string,
  meaning: Expression,
  source: FunctionSource,
  apply: Apply,
): void {
  for (const each of inBothCases([name])) {
    applies.set(each, apply);
    tf.serialization.registerClass(definedClass(each, meaning, source, apply));
  }
}

type Identifier = Parameters<typeof tf.layers.activation>[0]['activation'];

/**
 * An activation for the `activation` of any layer of tfjs, whose types know only its own names:
 * `tf.layers.dense({units: 8, activation: act('mish')})`; one that you have defined, `act<'mine'>('mine')`; one
 * with arguments, by a layer without weights, `act(layers.leakyReLU({alpha: 0.1}))`.
 *
 * @param activation Its name, in camel case or in snake case, or a layer.
 * @throws When there is no activation of that name, and when the layer cannot be an activation.
 */
export function act<Name extends string = ActivationName>(
  activation: NoInfer<Name> | tf.layers.Layer,
): Identifier {
  if (typeof activation !== 'string') {
    if ((activation as { config?: object } | null | undefined)?.config) {
      return activation as unknown as Identifier;
    }
    const isLayer = activation instanceof tf.layers.Layer;
    throw new TypeError(
      'An activation must be a name, or a layer of this package. ' +
        `Received: ${isLayer ? activation.getClassName() : show(activation)}`,
    );
  }
  if (applies.has(activation)) return activation as unknown as Identifier;
  const known = [...applies.keys()].filter((name) => !Object.hasOwn(savedNames, name));
  const names = known.filter((name) => Object.hasOwn(ops, name));
  const meant = didYouMean(activation, known) || ` Expected one of: ${names.join(', ')}.`;
  throw new Error(`Unknown activation.${meant} Received: ${activation}`);
}
