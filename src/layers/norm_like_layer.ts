import type * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../arguments/axes.js';
import type { Names } from '../arguments/by_name.js';
import { shapeOfOne } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { type LearntArgs, LearntParameter } from './learnt_parameter.js';

/**
 * The axis of the channels and where the weights begin, and what every layer takes.
 *
 * @interface
 */
export type NormLikeArgs = Arguments<{
  /** The axis of the channels, of which each has a gain and a bias. Default -1, the last. */
  axis?: number;
  /** Where the one slope begins. Default 0.5. */
  alphaInitializer?: LearntArgs['initializer'];
  /** Where the gains begin. Default `'ones'`. */
  gammaInitializer?: LearntArgs['initializer'];
  /** Where the biases begin. Default `'zeros'`. */
  betaInitializer?: LearntArgs['initializer'];
}>;

/** A formula with weights for each channel, and others that all elements share: what stands in the place of a norm. */
export abstract class NormLikeLayer extends FormulaLayer {
  private readonly axis: number;

  /**
   * @param shared Where the weights begin that all elements share.
   * @param ofChannels Where those begin that each channel has.
   */
  constructor(
    private readonly formula: string,
    private readonly shared: Initial,
    private readonly ofChannels: Initial,
    args?: object,
  ) {
    const keys = Object.keys({ ...shared, ...ofChannels }).map((name) => `${name}Initializer`);
    super(args, Object.fromEntries(['axis', ...keys].map((key) => [key, {}])) as Names);
    this.axis = readAxis(this.owner, this.given.get('axis'));
    const rank = this.batchInputShape?.length;
    this.learn(rank);
  }

  /** Makes the weights, which are shared along all axes but, for some, that of the channels. */
  private learn(rank = 0): void {
    const all = Array.from({ length: Math.max(0, rank - 1) }, (_, i) => i + 1);
    const channels = rank > 0 ? resolveAxes(this.owner, 'axis', [this.axis], rank)[0] : 0;
    const others = all.filter((axis) => axis !== channels);
    const parameter = (name: string, initial: Initial, sharedAxes: number[]) => {
      const given = this.given.get(`${name}Initializer`)?.value ?? initial[name];
      return new LearntParameter(this.owner, name, {
        initializer: given as LearntArgs['initializer'],
        sharedAxes: sharedAxes.length > 0 ? sharedAxes : null,
      });
    };
    const learnt = [
      ...Object.keys(this.shared).map((name) => [name, parameter(name, this.shared, all)]),
      ...Object.keys(this.ofChannels).map((name) => [
        name,
        parameter(name, this.ofChannels, others),
      ]),
    ];
    this.setFormula(this.formula, Object.fromEntries(learnt));
  }

  /** Makes the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.learn(shapeOfOne(inputShape, this).length);
    super.build(inputShape);
  }

  /** The axis and where the weights begin, and what every layer has. */
  override getConfig(): tf.serialization.ConfigDict {
    const initializers = Object.entries(this.values).map(([name, value]) => [
      `${name}Initializer`,
      (value as LearntParameter).getConfig().initializer,
    ]);
    return { ...super.getConfig(), axis: this.axis, ...Object.fromEntries(initializers) };
  }
}

type Initial = Readonly<Record<string, LearntArgs['initializer']>>;
