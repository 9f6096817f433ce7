import type * as tf from '@tensorflow/tfjs';
import type { Activation } from '../catalogue/activation.js';
import type { Arguments } from './arguments.js';
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

/** The layer of an activation whose parameters are all weights, with three arguments for each. */
export abstract class ParametricLayer extends FormulaLayer {
  /**
   * @param activation An entry of the catalogue.
   * @param initializers Where each parameter begins if nothing else is said.
   * @param weightNames What the weights are called, where that is not the name of the parameter.
   */
  constructor(
    { formula, parameters }: Activation,
    initializers: Readonly<Record<string, LearntArgs['initializer']>>,
    args?: object,
    weightNames: Readonly<Record<string, string>> = {},
  ) {
    const names = Object.keys(parameters);
    const keys = names.flatMap((name) => ASPECTS.map((aspect) => name + aspect));
    super(args, Object.fromEntries([...keys, 'sharedAxes'].map((key) => [key, {}])));
    const sharedAxes = this.given.get('sharedAxes');
    const learnt = names.map((name) => {
      const [initializer, regularizer, constraint] = ASPECTS.map(
        (aspect) => this.given.get(name + aspect)?.value,
      );
      const learntArgs = {
        initializer: initializer ?? initializers[name],
        regularizer,
        constraint,
        sharedAxes: sharedAxes?.value,
      } as LearntArgs;
      const weight = weightNames[name] ?? name;
      return new LearntParameter(this.owner, weight, learntArgs, sharedAxes?.key);
    });
    this.setFormula(formula, Object.fromEntries(names.map((name, i) => [name, learnt[i]])));
    const rank = this.batchInputShape?.length;
    if (rank !== undefined) for (const parameter of learnt) parameter.sharedAxesFor(rank);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, parameter] of Object.entries(this.values)) {
      const learnt = (parameter as LearntParameter).getConfig();
      const aspects = [learnt.initializer, learnt.regularizer, learnt.constraint];
      for (const [i, aspect] of ASPECTS.entries()) config[name + aspect] = aspects[i];
      config.sharedAxes = learnt.sharedAxes;
    }
    return config;
  }
}
