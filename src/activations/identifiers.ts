import * as tf from '@tensorflow/tfjs';
import { inBothCases, type SnakeCase } from '../arguments/case.js';
import { didYouMean } from '../arguments/did_you_mean.js';
import { type Activation, defaultsOf } from '../catalogue/activation.js';
import { elementwiseActivations } from '../catalogue/catalogue.js';
import { leakyRelu } from '../catalogue/rectifiers.js';
import { softmaxFamily } from '../catalogue/softmax_family.js';
import { type ExpressionData, fromData, toData } from '../formula/data.js';
import type { Expression } from '../formula/expression.js';
import { sourcesOf } from '../formula/function_sources.js';
import type { FunctionSource } from '../formula/functions.js';
import type { SliceActivation } from '../formula/slice_formulas.js';
import { isRecording } from '../kernels/tape.js';
import { ops } from './ops.js';
import { saveFormula } from './saved_formula.js';

type Apply = (x: tf.Tensor) => tf.Tensor;

type Catalogue = typeof elementwiseActivations & typeof softmaxFamily;

/**
 * The names of an entry of the catalogue, in the spelling of tfjs or of Keras.
 *
 * @inline
 */
type NamesOf<Key extends keyof Catalogue> = InBothCases<
  Key | (Catalogue[Key] extends { also: readonly (infer Other)[] } ? Other & string : never)
>;

/** @inline */
type InBothCases<Name extends string> = Name | SnakeCase<Name>;

/** @inline */
type ArgumentsOf<Entry> = Entry extends { parameters: infer Parameters }
  ? [keyof Parameters] extends [never]
    ? Readonly<Record<string, never>>
    : { readonly [Name in ParameterNames<Parameters>]?: number | null }
  : { readonly axis?: number | readonly number[] | null };

/** @inline */
type ParameterNames<Parameters> = {
  [Name in keyof Parameters]: InBothCases<
    | (Name & string)
    | (Parameters[Name] extends { also: readonly (infer Other)[] } ? Other & string : never)
  >;
}[keyof Parameters];

/** The arguments that `act` accepts for each activation of the catalogue. */
export type ActivationArgs = {
  [Key in keyof Catalogue as NamesOf<Key>]: ArgumentsOf<Catalogue[Key]>;
} & {
  [Name in 'softmaxWithSink' | 'softmax_with_sink']: {
    /** The axis, or several axes. Default -1, the last. */
    readonly axis?: number | readonly number[] | null;
    /** The sink. Default 0. */
    readonly sink?: number | null;
  };
};

/** @inline */
type WithDefaults = {
  [Key in keyof Catalogue]: Catalogue[Key] extends { parameters: infer Parameters }
    ? Parameters extends Readonly<Record<string, { default: number }>>
      ? Key
      : never
    : Key;
}[keyof Catalogue];

/**
 * The strings that `activation: '…'` accepts: the names of the catalogue, in the spelling of tfjs or of Keras, whose
 * parameters all have defaults.
 */
export type ActivationName = { [Key in WithDefaults]: NamesOf<Key> }[WithDefaults];

/**
 * Dense and convolutional layers of tfjs recognize these activations by their class names and compute them with tfjs
 * ops whose gradients cannot be differentiated. While a gradient is recorded, the activations have these names
 * instead, so that the activation itself is applied. A saved model contains the same name in either case.
 */
const unfused = new Map([
  ['relu', 'RELU'],
  ['elu', 'ELU'],
]);

/** Names that occur only in saved models. */
const savedNames: Readonly<Record<string, Apply>> = {
  // The names that tfjs without this package writes for the class of a layer that was given as an activation, when it
  // saves and loads a model: `LeakyReLU` becomes `leaky_re_lu`, then `leakyReLu`. The arguments are lost.
  reLu: (x) => ops.relu(x),
  leakyReLu: (x) => ops.leakyRelu(x, leakyRelu.layerDefaults),
  thresholdedReLu: (x) => ops.thresholdedRelu(x),
  // While a gradient is recorded, a layer may be created from the config of another. `ELU` is already defined, as a
  // layer.
  RELU: (x) => ops.relu(x),
};

/** Other names that tfjs supports too: a saved model with one of them also loads without this package. */
const OF_TFJS: readonly string[] = ['swish'];

/**
 * The main names, which a saved model contains instead of other names of an activation, because more readers support
 * them. Keras 3 supports `hard_tanh`, but not the `hardtanh` of PyTorch.
 */
const mainNames = new Map<string, string>();

const applies = new Map<string, Apply>(Object.entries(savedNames));

/** The meaning of a name: an activation, and what errors call it. */
export interface Meaning {
  readonly main: string;
  readonly activation: Activation | SliceActivation;
}

const meanings = new Map<string, Meaning>();

const catalogue = { ...elementwiseActivations, ...softmaxFamily };

/** The main names of the catalogue. */
export const catalogueNames = Object.keys(catalogue);

for (const [key, entry] of Object.entries(catalogue)) {
  const others: readonly string[] = 'also' in entry ? entry.also : [];
  for (const name of inBothCases(others.filter((other) => !OF_TFJS.includes(other)))) {
    mainNames.set(name, key);
  }
  for (const name of inBothCases([key, ...others])) {
    meanings.set(name, { main: key, activation: entry });
    if ('formula' in entry && !defaultsOf(entry)) continue;
    applies.set(name, (x) => ops[key as keyof Catalogue](x));
  }
}

/** Whether a layer can use it as its `activation`: each parameter has a default. */
export function isIdentifier(name: string): boolean {
  return applies.has(name);
}

/**
 * The meaning of a name of the catalogue or of an activation that a program has defined.
 *
 * @throws When there is no activation with that name.
 */
export function meaningOf(name: string): Meaning {
  const meaning = meanings.get(name);
  if (meaning) return meaning;
  const meant = twoMeanings(name) || didYouMean(name, [...meanings.keys()]);
  const help = meant || ` Expected one of: ${catalogueNames.join(', ')}, or a formula.`;
  throw new Error(`Unknown activation.${help} Received: ${name}`);
}

/** The name in PyTorch differs only in case from the name that tfjs uses for another function. */
function twoMeanings(name: string): string {
  return name.toLowerCase() === 'hardsigmoid'
    ? ' Expected hardSigmoid6, as in PyTorch and Keras 3, or hardSigmoid, as in Keras 2 and tfjs.'
    : '';
}

function activationClass(name: string, apply: Apply) {
  const savedName = mainNames.get(name) ?? name;
  const nameInGradients = unfused.get(name) ?? savedName;
  return class extends tf.serialization.Serializable {
    static readonly className = name;

    readonly apply = apply;

    override getClassName(): string {
      return isRecording() ? nameInGradients : savedName;
    }

    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  };
}

/** The classes by which tfjs finds the activations of the catalogue. It writes their names to models in snake case. */
export const activationClasses = [...applies].map(([name, apply]) => activationClass(name, apply));

/** The class of an activation that a program has defined: a model that uses it is saved with its formula. */
function definedClass(
  name: string,
  meaning: Expression,
  { formula, parameters }: FunctionSource,
  apply: Apply,
) {
  return class extends activationClass(name, apply) {
    static readonly meaning = toData(meaning);

    /** tfjs writes the result to a model and reads it back as an activation. */
    override getClassName(): string {
      const saved = {
        className: 'Formula',
        // A getter, because dense layers read the class name in each call.
        get config() {
          return saveFormula(formula, parameters, sourcesOf(formula));
        },
      };
      return saved as unknown as string;
    }
  };
}

/**
 * @throws When tfjs has a name with another meaning. Another copy of the package may have registered the same
 *   meaning.
 */
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

/** Registers an activation with tfjs by its name, in camel case and in snake case. */
export function addIdentifier(
  name: string,
  meaning: Expression,
  source: FunctionSource,
  apply: Apply,
  activation: Activation,
): void {
  for (const each of inBothCases([name])) {
    applies.set(each, apply);
    meanings.set(each, { main: name, activation });
    tf.serialization.registerClass(definedClass(each, meaning, source, apply));
  }
}
