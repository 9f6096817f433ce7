import * as tf from '@tensorflow/tfjs';
import { readParameter } from '../arguments/parameters.js';
import { leakyRelu } from '../catalogue/rectifiers.js';
import { parseOnce } from '../formula/parse_once.js';
import { elementwise } from '../kernels/elementwise.js';
import { ActivationLayer } from './activation_layer.js';
import { type Arguments, aLayer, sortArguments } from './arguments.js';

/**
 * The range and the seed of the slopes of an {@link RReLU} layer, and what every layer takes.
 *
 * @interface
 */
export type RReLUArgs = Arguments<{
  /** The least slope. Default 1/8. */
  lower?: number;
  /** The greatest slope, not below `lower`. Default 1/3. */
  upper?: number;
  /** Makes the slopes of each call the same again. Default none. */
  seed?: number;
}>;

const OWNER = aLayer('RReLU');

/**
 * Randomized leaky rectifier: `x > 0 ? x : slope * x`, of any shape, where in training each element has a slope
 * of its own, drawn evenly from `lower` to `upper`, and else all have the mean, `(lower + upper) / 2`.
 *
 * Source: Xu, Wang, Chen, Li 2015, Empirical evaluation of rectified activations in convolutional
 * network, arXiv:1505.00853; `torch.nn.RReLU`.
 *
 * @throws When `lower`, `upper` or `seed` is not a finite number, and when `lower` is above `upper`.
 */
export class RReLU extends ActivationLayer {
  static override className = 'RReLU';

  private readonly lower: number;
  private readonly upper: number;
  private readonly seed?: number;

  constructor(args: RReLUArgs = {}) {
    const { layer, own } = sortArguments(RReLU.className, args, { lower: [], upper: [], seed: [] });
    const read = (name: string) => own[name] && readParameter(OWNER, {}, own[name]);
    const { lower, upper } = { lower: read('lower') ?? 1 / 8, upper: read('upper') ?? 1 / 3 };
    const seed = read('seed');
    if (lower > upper) {
      throw new RangeError(
        `The lower of ${OWNER} cannot be above its upper. Received: lower=${lower}, upper=${upper}`,
      );
    }
    super(layer);
    this.lower = lower;
    this.upper = upper;
    this.seed = seed;
  }

  protected override whyNoActivation(): string {
    return 'it would not know of training';
  }

  protected override activate(x: tf.Tensor, { training }: { training?: boolean }): tf.Tensor {
    const { lower, upper, seed } = this;
    const formula = parseOnce(leakyRelu.formula);
    if (!training) return elementwise(formula, x, { alpha: (lower + upper) / 2 });
    return tf.tidy(() => {
      const alpha = tf.randomUniform(x.shape, lower, upper, 'float32', seed);
      return elementwise(formula, x, { alpha });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = { ...super.getConfig(), lower: this.lower, upper: this.upper };
    return this.seed === undefined ? config : { ...config, seed: this.seed };
  }
}
