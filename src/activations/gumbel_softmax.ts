import * as tf from '@tensorflow/tfjs';
import { type Given, readNamed, wrong } from '../arguments/by_name.js';
import { readParameter } from '../arguments/parameters.js';
import { hardmax, softmax } from '../catalogue/softmax_family.js';
import { slicewise } from '../kernels/slicewise.js';
import { applyAlong } from './slice_op.js';

/** The options of `ops.gumbelSoftmax`. */
export interface GumbelOptions {
  /** At least 1e-6. The lower it is, the closer a sample is to one-hot. Default 1. */
  readonly temperature?: number;
  /** Whether the sample is one-hot, with the gradient of the soft sample. Default false. */
  readonly hard?: boolean;
  /** Makes the noise reproducible. Default none. */
  readonly seed?: number;
}

export const GUMBEL_NAMES = { temperature: { also: ['tau'] }, hard: {}, seed: {} } as const;

/** The options with defaults filled in. */
export interface Sampling {
  readonly temperature: number;
  readonly hard: boolean;
  readonly seed?: number;
}

export function readSampling(owner: string, given: ReadonlyMap<string, Given>): Sampling {
  const [temperature, hard, seed] = Object.keys(GUMBEL_NAMES).map((name) => given.get(name));
  if (hard !== undefined && typeof hard.value !== 'boolean') {
    throw wrong(owner, hard, 'must be true or false');
  }
  return {
    temperature: temperature ? readParameter(owner, { min: LOWEST }, temperature) : 1,
    hard: hard?.value === true,
    ...(seed && { seed: readParameter(owner, {}, seed) }),
  };
}

/**
 * Gumbel softmax: a differentiable sample from the categorical distribution with logits `x`, computed as softmax of
 * `(x + noise) / temperature`, where the noise `-log(-log(u))` has the Gumbel distribution.
 *
 * ```js
 * ops.gumbelSoftmax([[0, 5, 0]], -1, { hard: true }).print(); // almost always [[0, 1, 0]]
 * ```
 *
 * Source: Jang, Gu, Poole 2016, Categorical reparameterization with Gumbel-softmax, arXiv:1611.01144;
 * `torch.nn.functional.gumbel_softmax`.
 *
 * @param x Logits: a tensor of rank 1 or more, or values that `tf.tensor` accepts.
 * @param axis The axis, or several axes. Default -1, the last.
 * @param options `temperature`, `hard` and `seed`.
 * @returns A float32 tensor of the shape of `x`. Entries of -Infinity are 0.
 * @throws When an axis is out of range or named twice, and when an option is unknown or out of its range.
 */
export function gumbelSoftmax<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  axis?: number | number[],
  options?: GumbelOptions,
): T {
  const owner = 'gumbelSoftmax';
  const sampling = readSampling(owner, readNamed('option', owner, options, GUMBEL_NAMES));
  return applyAlong(owner, x, axis, null, (x, axes) => sampled(x, axes, sampling, true));
}

/** @param isRandom Whether noise is added. */
export function sampled(
  x: tf.Tensor,
  axes: readonly number[],
  { temperature, hard, seed }: Sampling,
  isRandom: boolean,
  mask?: tf.Tensor | null,
): tf.Tensor {
  return tf.tidy(() => {
    const logits = tf.cast(x, 'float32');
    const noisy = isRandom ? tf.add(logits, gumbel(x.shape, seed)) : logits;
    const soft = slicewise(softmax, tf.div(noisy, temperature), axes, mask);
    if (!hard) return soft;
    return tf.customGrad((y) => ({
      value: slicewise(
        hardmax,
        tf.where(tf.lessEqual(y as tf.Tensor, 0), -Infinity, y as tf.Tensor),
        axes,
      ),
      gradFunc: (dy) => dy,
    }))(soft);
  });
}

/** Logits divided by less would overflow. */
const LOWEST = 1e-6;

/** The smallest and the largest number below 1 whose logarithm is finite and nonzero in float32. */
const [LEAST, LARGEST] = [1.2e-38, 1 - 2 ** -24];

function gumbel(shape: number[], seed?: number): tf.Tensor {
  const uniform = tf.clipByValue(tf.randomUniform(shape, 0, 1, 'float32', seed), LEAST, LARGEST);
  return tf.neg(tf.log(tf.neg(tf.log(uniform))));
}
