import type * as tf from '@tensorflow/tfjs';
import { show } from '../formula/show.js';
import { DerivedFormula } from '../kernels/derived_formula.js';
import { isLayerKey, type LayerArgs, sortArguments } from './arguments.js';
import { LearningLayer } from './learning_layer.js';
import { type LearntArgs, LearntParameter, readLearntArgs } from './learnt_parameter.js';

/**
 * The formula of a {@link Formula} layer and its parameters, and what every layer takes.
 *
 * @interface
 */
export type FormulaArgs = LayerArgs & {
  /** A formula in `x` and in parameters. */
  formula: string;
  /** For each parameter a number, or how it is learnt. */
  [parameter: string]: unknown;
};

/**
 * Any activation that is a formula, with parameters that are numbers or learnt, of any shape:
 * `new Formula({formula: 'x * sigmoid(beta * x)', beta: {initializer: 'ones'}})`.
 *
 * A learnt parameter has the shape of the input without the batch, and 1 along its `sharedAxes`. The formula
 * is in the layer's config, so a saved model loads wherever this package is imported. It may call the
 * activations of the catalogue, `x * mish(x)`.
 *
 * @throws When made: the formula cannot be read, with the place of the fault; a parameter of it has no
 *   value or a wrong one. When built: what a learnt parameter needs the input has not.
 */
export class Formula extends LearningLayer {
  static override className = 'Formula';

  constructor(args: FormulaArgs) {
    const { formula, ...rest } = args ?? {};
    const names = DerivedFormula.of(formula as string).variables.filter((name) => name !== 'x');
    const isParameter = (name: string) => names.includes(name);
    const others = Object.entries(rest).filter(([name]) => !isParameter(name));
    const expected = Object.fromEntries(['formula', ...names].map((name) => [name, []]));
    const { layer } = sortArguments(Formula.className, Object.fromEntries(others), expected);
    const numbers: Record<string, number> = {};
    const learnt = new Map<string, LearntParameter>();
    for (const name of names) {
      const value = readParameter(name, rest[name], formula as string);
      if (typeof value === 'number') numbers[name] = value;
      else learnt.set(name, new LearntParameter('a Formula layer', name, value));
    }
    super(layer, formula as string, learnt, numbers);
  }

  // tfjs rewrites the letters of all that it saves, but for what is called a name.

  override getConfig(): tf.serialization.ConfigDict {
    const numbers = Object.entries(this.numbers).map(([name, value]) => ({ name, value }));
    const learnt = [...this.learnt].map(([name, parameter]) => ({
      name,
      ...parameter.getConfig(),
    }));
    return {
      ...super.getConfig(),
      formula: { name: this.formula },
      parameters: [...numbers, ...learnt],
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { formula, parameters, ...args } = config as unknown as SavedFormula;
    if (!Array.isArray(parameters)) {
      throw new TypeError(
        `The parameters of a saved Formula layer must be a list. Received: ${show(parameters)}`,
      );
    }
    const own = parameters.map(({ name, value, ...learnt }) => {
      if (isLayerKey(name) || name === 'formula') refuseParameter(name);
      return [name, value ?? learnt];
    });
    const all = { ...args, formula: formula.name, ...Object.fromEntries(own) };
    return LearningLayer.fromConfig(layerClass, all as tf.serialization.ConfigDict);
  }
}

interface SavedFormula {
  readonly formula: { readonly name: string };
  readonly parameters: readonly { readonly name: string; readonly value?: number }[];
}

function refuseParameter(name: string): never {
  throw new Error(`A parameter cannot have a name that each layer has. Received: ${name}`);
}

function readParameter(name: string, value: unknown, formula: string): number | LearntArgs {
  if (isLayerKey(name)) refuseParameter(name);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return readLearntArgs(`'${formula}'`, { key: name, value });
}
