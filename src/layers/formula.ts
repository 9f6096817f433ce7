import type * as tf from '@tensorflow/tfjs';
import { loadFunctions, type SavedFormula, saveFormula } from '../activations/saved_formula.js';
import { show } from '../arguments/show.js';
import { DerivedFormula } from '../formula/derived_formula.js';
import { scopeOf, sourcesOf } from '../formula/function_sources.js';
import type { FunctionSource } from '../formula/functions.js';
import { helpWithName } from '../formula/hints.js';
import { parse } from '../formula/parse.js';
import { unknownName } from '../kernels/elementwise.js';
import { isLayerKey, type LayerArgs } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { type LearnedArgs, LearnedParameter, readNumberOrLearned } from './learned_parameter.js';

/**
 * The arguments of a {@link Formula} layer: the formula, its parameters, and those of every layer.
 *
 * @interface
 */
export type FormulaArgs = LayerArgs & {
  /** A formula in `x` and parameters. */
  formula: string;
  /** For each parameter a number, or how it is learned. */
  [parameter: string]: unknown;
};

/**
 * The activation of a formula, with parameters that are numbers or learned, for input of any shape:
 * `new Formula({formula: 'x * sigmoid(beta * x)', beta: {initializer: 'ones'}})`.
 *
 * A learned parameter has the shape of the input without the batch, with length 1 along its `sharedAxes`. The formula
 * is saved in the config of the layer, so that a saved model loads wherever this package is imported. It may call the
 * activations of the catalogue, `x * mish(x)`, and those of `defineActivation`, which are saved with it.
 *
 * A number is treated as if it were written in the formula: a term multiplied by 0 is removed, even if it is NaN.
 *
 * @throws When created: if the formula is invalid, with the position of the error; if a parameter has no value or an
 *   invalid one. When built: if an axis of the input that a learned parameter needs has no length.
 */
export class Formula extends FormulaLayer {
  static override className = 'Formula';

  private readonly formula: string;
  protected override readonly functions: readonly FunctionSource[];

  /**
   * @internal
   * @param functions The functions that the formula calls besides the catalogue. Default: those of `defineActivation`.
   */
  constructor(args: FormulaArgs, functions?: readonly FunctionSource[]);
  constructor(args: FormulaArgs);
  constructor(args: FormulaArgs, functions?: readonly FunctionSource[]) {
    const { formula, ...rest } = args ?? {};
    const expression = parse(formula as string, functions && scopeOf(functions));
    const names = DerivedFormula.of(expression).variables.filter((name) => name !== 'x');
    const isParameter = (name: string) => names.includes(name);
    const others = Object.entries(rest).filter(([name]) => !isParameter(name));
    const missing = names.find((name) => rest[name] == null);
    if (missing !== undefined) refuseMisspelt(formula as string, missing, names, others);
    const expected = Object.fromEntries(['formula', ...names].map((name) => [name, {}]));
    super(Object.fromEntries(others), expected);
    const values = names.map((name) => {
      const value = readParameter(name, rest[name], formula as string);
      const isNumber = typeof value === 'number';
      return [name, isNumber ? value : new LearnedParameter(this.owner, name, value)];
    });
    this.setFormula(formula as string, Object.fromEntries(values), expression);
    this.formula = formula as string;
    this.functions = functions ?? sourcesOf(this.formula);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...saveFormula(this.formula, this.values, this.functions) };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    layerClass: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { formula, parameters, functions, customObjects, ...args } =
      config as tf.serialization.ConfigDict & SavedFormula;
    if (!Array.isArray(parameters)) {
      throw new TypeError(
        `The parameters of a saved Formula layer must be a list. Received: ${show(parameters)}`,
      );
    }
    const values = parameters.map(({ name, value, ...learned }) => {
      if (isLayerKey(name) || name === 'formula') refuseParameter(name);
      return [name, value ?? learned];
    });
    const all = { ...args, formula: formula?.name, ...Object.fromEntries(values) };
    const FormulaClass = layerClass as object as typeof Formula;
    const layer = new FormulaClass(all, functions && loadFunctions(functions));
    return Formula.madeOfConfig(layer as object as T, customObjects);
  }
}

function refuseParameter(name: string): never {
  throw new Error(
    `A parameter cannot have the name of an argument of every layer. Received: ${name}`,
  );
}

/** A hostile model may have a million names: only so many are compared. */
const MOST_COMPARED = 100;

/** @throws When the name of a missing parameter is similar to a name that was given. */
function refuseMisspelt(
  formula: string,
  missing: string,
  names: readonly string[],
  others: readonly (readonly [name: string, value: unknown])[],
): void {
  const unread = others.map(([name]) => name).filter((name) => !isLayerKey(name));
  const compared = unread.slice(0, MOST_COMPARED);
  if (helpWithName(missing, compared) === '') return;
  const given = [...names.filter((name) => name !== missing), ...compared];
  throw unknownName(missing, Object.fromEntries(given.map((name) => [name, true])), formula);
}

function readParameter(name: string, value: unknown, formula: string): number | LearnedArgs {
  if (isLayerKey(name)) refuseParameter(name);
  return readNumberOrLearned(`'${formula}'`, { key: name, value });
}
