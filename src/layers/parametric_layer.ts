import type * as tf from '@tensorflow/tfjs';
import { parse } from '../formula/parse.js';
import { type Arguments, aLayer, sortArguments } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { type LearntArgs, LearntParameter } from './learnt_parameter.js';

/** The arguments for parameters that are learnt: three for each, and the shared axes of all. */
export type ParametricLayerArgs<Name extends string> = Arguments<
  {
    /** Where a parameter begins. */
    [N in `${Name}Initializer`]?: LearntArgs['initializer'];
  } & {
    /** Its regularizer. Default none. */
    [N in `${Name}Regularizer`]?: LearntArgs['regularizer'];
  } & {
    /** Its constraint. Default none. */
    [N in `${Name}Constraint`]?: LearntArgs['constraint'];
  } & {
    /**
     * Axes along which all elements share one number of each parameter, counted with the batch as axis 0
     * and never the batch itself; negative ones from the end. `[1, 2]` on images gives one a channel.
     * Default none.
     */
    sharedAxes?: number | number[] | null;
  }
>;

const ASPECTS = ['Initializer', 'Regularizer', 'Constraint'] as const;

/** The layer of an activation whose parameters are all learnt. */
export abstract class ParametricLayer extends FormulaLayer {
  /**
   * @param formula In `x` and the parameters.
   * @param initializers Where each parameter begins if nothing else is said.
   * @param weightNames What the weights are called, where that is not the name of the parameter.
   */
  constructor(
    formula: string,
    initializers: Readonly<Record<string, LearntArgs['initializer']>>,
    args: object = {},
    weightNames: Readonly<Record<string, string>> = {},
  ) {
    const { className } = new.target;
    const names = Object.keys(initializers);
    const keys = names.flatMap((name) => ASPECTS.map((aspect) => name + aspect));
    const expected = [...keys, 'sharedAxes'].map((key) => [key, []] as const);
    const { layer, own } = sortArguments(className, args, Object.fromEntries(expected));
    const learnt = names.map((name) => {
      const args = {
        initializer: own[`${name}Initializer`]?.value ?? initializers[name],
        regularizer: own[`${name}Regularizer`]?.value,
        constraint: own[`${name}Constraint`]?.value,
        sharedAxes: own.sharedAxes?.value,
      } as LearntArgs;
      const weight = weightNames[name] ?? name;
      return [
        name,
        new LearntParameter(aLayer(className), weight, args, own.sharedAxes?.key),
      ] as const;
    });
    super(layer, parse(formula), new Map(learnt));
    const rank = this.batchInputShape?.length;
    if (rank !== undefined) for (const [, parameter] of learnt) parameter.sharedAxesFor(rank);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, parameter] of this.learnt) {
      const { initializer, regularizer, constraint, sharedAxes } = parameter.getConfig();
      config[`${name}Initializer`] = initializer;
      config[`${name}Regularizer`] = regularizer;
      config[`${name}Constraint`] = constraint;
      config.sharedAxes = sharedAxes;
    }
    return config;
  }
}
