import * as tf from '@tensorflow/tfjs';
import { keepConstrained } from '../../layers/learned_parameter.js';
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

/** The description of a weight of a layer, in addition to the arguments. */
export interface WeightInfo {
  /** The default initializer. */
  readonly initializer: string;
  /** The prefix of its arguments, such as `kernel` in `kernelInitializer`, if it differs from the name. */
  readonly key?: string;
  /** The arguments that it has; by default all. */
  readonly aspects?: readonly Aspect[];
  /** Training does not change the weight. */
  readonly isStatistic?: true;
}

const ASPECTS = ['Initializer', 'Regularizer', 'Constraint'] as const;

type Aspect = (typeof ASPECTS)[number];

/** The arguments of a weight. */
export function argumentsOf(name: string, { key = name, aspects = ASPECTS }: WeightInfo): string[] {
  return aspects.map((aspect) => key + aspect);
}

/** A weight of a layer, with arguments for its initializer, regularizer and constraint. */
export class OwnWeight {
  /** Reads and writes the initializer, regularizer and constraint, because tfjs exports no function for this. */
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

  /** @param addWeight The method of the layer. */
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

  /** Sets the weight to another value of the same shape. */
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
