import type * as tf from '@tensorflow/tfjs';
import { readAxis, resolveAxes } from '../arguments/axes.js';
import type { Names } from '../arguments/by_name.js';
import { shapeOfOne } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { type LearnedArgs, LearnedParameter } from './learned_parameter.js';

/**
 * The axis of the channels, the initializers of the weights, and the arguments of every layer.
 *
 * @interface
 */
export type NormLikeArgs = Arguments<{
  /** The axis of the channels, each of which has a gain and a bias. Default -1, the last. */
  axis?: number;
  /** Initializer of the slope. Default 0.5. */
  alphaInitializer?: LearnedArgs['initializer'];
  /** Initializer of the gains. Default `'ones'`. */
  gammaInitializer?: LearnedArgs['initializer'];
  /** Initializer of the biases. Default `'zeros'`. */
  betaInitializer?: LearnedArgs['initializer'];
}>;

/** A formula with weights for each channel and weights that all elements share: a replacement for normalization. */
export abstract class NormLikeLayer extends FormulaLayer {
  private readonly axis: number;

  /**
   * @param shared Initializers of the weights that all elements share.
   * @param ofChannels Initializers of the weights that each channel has.
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

  /**
   * Creates the weights, which are shared along all axes; those of the channels are not shared along the axis of the
   * channels.
   */
  private learn(rank = 0): void {
    const all = Array.from({ length: Math.max(0, rank - 1) }, (_, i) => i + 1);
    const channels = rank > 0 ? resolveAxes(this.owner, 'axis', [this.axis], rank)[0] : 0;
    const others = all.filter((axis) => axis !== channels);
    const parameter = (name: string, initial: Initial, sharedAxes: number[]) => {
      const given = this.given.get(`${name}Initializer`)?.value ?? initial[name];
      return new LearnedParameter(this.owner, name, {
        initializer: given as LearnedArgs['initializer'],
        sharedAxes: sharedAxes.length > 0 ? sharedAxes : null,
      });
    };
    const learned = [
      ...Object.keys(this.shared).map((name) => [name, parameter(name, this.shared, all)]),
      ...Object.keys(this.ofChannels).map((name) => [
        name,
        parameter(name, this.ofChannels, others),
      ]),
    ];
    this.setFormula(this.formula, Object.fromEntries(learned));
  }

  /** Creates the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.learn(shapeOfOne(inputShape, this).length);
    super.build(inputShape);
  }

  /** The axis, the initializers, and the config of every layer. */
  override getConfig(): tf.serialization.ConfigDict {
    const initializers = Object.entries(this.values).map(([name, value]) => [
      `${name}Initializer`,
      (value as LearnedParameter).getConfig().initializer,
    ]);
    return { ...super.getConfig(), axis: this.axis, ...Object.fromEntries(initializers) };
  }
}

type Initial = Readonly<Record<string, LearnedArgs['initializer']>>;
