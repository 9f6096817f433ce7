import type * as tf from '@tensorflow/tfjs';
import type { Activation } from '../catalogue/activation.js';
import type { Arguments } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { type LearnedArgs, LearnedParameter } from './learned_parameter.js';

/** The arguments for learned parameters: three for each, and the shared axes of all. */
export type ParametricLayerArgs<Name extends string> = Arguments<
  {
    /** Initializer of a parameter. */
    [N in `${Name}Initializer`]?: LearnedArgs['initializer'];
  } & {
    /** Regularizer of a parameter. Default none. */
    [N in `${Name}Regularizer`]?: LearnedArgs['regularizer'];
  } & {
    /** Constraint of a parameter. Default none. */
    [N in `${Name}Constraint`]?: LearnedArgs['constraint'];
  } & {
    /**
     * Axes along which all elements share one value of each parameter. Axis 0 is the batch and cannot be shared;
     * negative axes count from the end. For images, `[1, 2]` gives one value for each channel. Default none.
     */
    sharedAxes?: number | number[] | null;
  }
>;

const ASPECTS = ['Initializer', 'Regularizer', 'Constraint'] as const;

/** The layer of an activation whose parameters are all weights, with three arguments for each. */
export abstract class ParametricLayer extends FormulaLayer {
  /**
   * @param activation An entry of the catalogue.
   * @param initializers The default initializer of each parameter.
   * @param weightNames The names of the weights that differ from those of their parameters.
   */
  constructor(
    { formula, parameters }: Activation,
    initializers: Readonly<Record<string, LearnedArgs['initializer']>>,
    args?: object,
    weightNames: Readonly<Record<string, string>> = {},
  ) {
    const names = Object.keys(parameters);
    const keys = names.flatMap((name) => ASPECTS.map((aspect) => name + aspect));
    super(args, Object.fromEntries([...keys, 'sharedAxes'].map((key) => [key, {}])));
    const sharedAxes = this.given.get('sharedAxes');
    const learned = names.map((name) => {
      const [initializer, regularizer, constraint] = ASPECTS.map(
        (aspect) => this.given.get(name + aspect)?.value,
      );
      const learnedArgs = {
        initializer: initializer ?? initializers[name],
        regularizer,
        constraint,
        sharedAxes: sharedAxes?.value,
      } as LearnedArgs;
      const weight = weightNames[name] ?? name;
      return new LearnedParameter(this.owner, weight, learnedArgs, sharedAxes?.key);
    });
    this.setFormula(formula, Object.fromEntries(names.map((name, i) => [name, learned[i]])));
    const rank = this.batchInputShape?.length;
    if (rank !== undefined) for (const parameter of learned) parameter.sharedAxesFor(rank);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, parameter] of Object.entries(this.values)) {
      const learned = (parameter as LearnedParameter).getConfig();
      const aspects = [learned.initializer, learned.regularizer, learned.constraint];
      for (const [i, aspect] of ASPECTS.entries()) config[name + aspect] = aspects[i];
      config.sharedAxes = learned.sharedAxes;
    }
    return config;
  }
}
