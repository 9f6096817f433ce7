import * as tf from '@tensorflow/tfjs';
import { keepConstrained } from '../../layers/learnt_parameter.js';
import type { Config } from './keras_layer.js';

type WeightArgs = Parameters<tf.layers.Layer['addWeight']>;

interface StockPReLU extends tf.layers.Layer {
  readonly alphaInitializer: WeightArgs[3];
  readonly alphaRegularizer: WeightArgs[4];
  readonly alphaConstraint: WeightArgs[6];
}

type AddWeight = (
  ...args: [string, tf.Shape, tf.DataType, WeightArgs[3], WeightArgs[4], boolean]
) => tf.LayerVariable;

/** What a layer says of one of its weights, besides its arguments. */
export interface WeightInfo {
  /** Where it begins if the layer is not told. */
  readonly initializer: string;
  /** What its arguments begin with, `kernel` in `kernelInitializer`, where that is not its name. */
  readonly key?: string;
  /** Which arguments it has; by default all. */
  readonly aspects?: readonly Aspect[];
  /** Training does not change it. */
  readonly isStatistic?: true;
}

const ASPECTS = ['Initializer', 'Regularizer', 'Constraint'] as const;

type Aspect = (typeof ASPECTS)[number];

/** The arguments for a weight. */
export function argumentsOf(name: string, { key = name, aspects = ASPECTS }: WeightInfo): string[] {
  return aspects.map((aspect) => key + aspect);
}

/** A weight of a layer, with the arguments that say how it begins and what limits it in training. */
export class OwnWeight {
  /** Reads and writes the initializer, regularizer and constraint: tfjs exports no way of its own. */
  private readonly stock: StockPReLU;
  private weight?: tf.LayerVariable;

  constructor(
    private readonly name: string,
    private readonly info: WeightInfo,
    args: Config,
  ) {
    const { key = name } = info;
    this.stock = tf.layers.prelu({
      name,
      alphaInitializer: args[`${key}Initializer`] ?? info.initializer,
      alphaRegularizer: args[`${key}Regularizer`],
      alphaConstraint: args[`${key}Constraint`],
    } as object) as unknown as StockPReLU;
  }

  /** @param addWeight That of the layer. */
  build(shape: tf.Shape, addWeight: AddWeight): void {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.stock;
    const isTrainable = this.info.isStatistic !== true;
    this.weight = addWeight(
      this.name,
      shape,
      'float32',
      alphaInitializer,
      alphaRegularizer,
      isTrainable,
    );
    if (alphaConstraint) keepConstrained(this.weight.read() as tf.Variable, alphaConstraint);
  }

  read(): tf.Tensor {
    return this.variable.read();
  }

  /** Sets it to another value of its shape. */
  write(value: tf.Tensor): void {
    this.variable.write(value);
  }

  private get variable(): tf.LayerVariable {
    if (this.weight !== undefined) return this.weight;
    throw new Error(`The weight ${this.name} does not exist before its layer is built.`);
  }

  getConfig(): Config {
    const config = this.stock.getConfig();
    const { key = this.name, aspects = ASPECTS } = this.info;
    return Object.fromEntries(aspects.map((aspect) => [key + aspect, config[`alpha${aspect}`]]));
  }
}
