import * as tf from '@tensorflow/tfjs';
import { readParameter, readParameters } from '../arguments/parameters.js';
import { leakyRelu } from '../catalogue/rectifiers.js';
import { parseOnce } from '../formula/parse_once.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer, type Computation } from './activation_layer.js';
import type { Arguments } from './arguments.js';

/**
 * The range and the seed of the slopes of an {@link RReLU} layer, and the arguments of every layer.
 *
 * @interface
 */
export type RReLUArgs = Arguments<{
  /** The smallest slope. Default 1/8. */
  lower?: number;
  /** The largest slope, at least `lower`. Default 1/3. */
  upper?: number;
  /** With a seed, each call draws the same slopes. Default none. */
  seed?: number;
}>;

const BOUNDS = { lower: { default: 1 / 8, upTo: 'upper' }, upper: { default: 1 / 3 } } as const;

/**
 * Randomized leaky rectifier: `x > 0 ? x : slope * x`, for inputs of any shape. In training, the slope of each
 * element is drawn uniformly from `lower` to `upper`; otherwise it is the mean, `(lower + upper) / 2`.
 *
 * Source: Xu, Wang, Chen, Li 2015, Empirical evaluation of rectified activations in convolutional network,
 * arXiv:1505.00853; `torch.nn.RReLU`.
 *
 * @throws When `lower`, `upper` or `seed` is not a finite number, and when `lower` exceeds `upper`.
 */
export class RReLU extends ActivationLayer {
  static override className = 'RReLU';

  private readonly lower: number;
  private readonly upper: number;
  private readonly seed?: number;

  constructor(args?: RReLUArgs) {
    super(args, { lower: {}, upper: {}, seed: {} });
    const bounds = readParameters(this.owner, BOUNDS, this.given);
    this.lower = bounds.lower;
    this.upper = bounds.upper;
    const seed = this.given.get('seed');
    this.seed = seed && readParameter(this.owner, {}, seed);
  }

  protected override whyNoActivation(): string {
    return 'an activation is not told whether the model is training';
  }

  private get mean(): number {
    return (this.lower + this.upper) / 2;
  }

  /** @internal */
  override computation(): Computation {
    return { formula: leakyRelu.formula, functions: [], values: { alpha: this.mean } };
  }

  protected override activate(x: tf.Tensor, { training }: { training?: boolean }): tf.Tensor {
    const { lower, upper, seed } = this;
    return tf.tidy(() => {
      const alpha = training ? tf.randomUniform(x.shape, lower, upper, 'float32', seed) : this.mean;
      return elementwise(parseOnce(leakyRelu.formula), x, { alpha });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = { ...super.getConfig(), lower: this.lower, upper: this.upper };
    return this.seed === undefined ? config : { ...config, seed: this.seed };
  }
}
