import * as tf from '@tensorflow/tfjs';
import { GIVEN_MASK, MERGED_MASK, ZERO_OUTPUT } from '../config/layer_classes.js';
import { asNumbers } from './as_numbers.js';

// Masks that Keras passes in calls or arguments, as layers: in tfjs, a layer gets only the mask that its input
// carries.

type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/**
 * Returns its first input, with its second input as mask; without a second input, with a mask that masks nothing, so
 * that the next layer does not receive the mask of another layer, which tfjs leaves in `kwargs`.
 */
export class GivenMask extends tf.layers.Layer {
  static readonly className = GIVEN_MASK;

  constructor(args?: object) {
    super(args as never);
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.clone([inputs].flat()[0]); // tfjs disposes the inputs.
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
  }

  override computeMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, given] = [inputs].flat();
    return tf.tidy(() => (given ? tf.notEqual(given, 0) : tf.onesLike(firstAxes(x))));
  }
}

/** The first two axes, batch and steps, as booleans. */
function firstAxes(x: tf.Tensor): tf.Tensor {
  return tf.zeros(x.shape.slice(0, 2), 'bool');
}

/** The arguments of {@link ZeroOutput}. */
export interface ZeroOutputArgs {
  readonly sequences?: number;
  readonly at?: 'all' | 'start';
}

/**
 * Sets the masked steps of sequences to 0, as Keras does with `zero_output_for_mask`; or only the steps before the
 * first unmasked one, where Keras has no output to repeat, and tfjs repeats the initial state.
 */
export class ZeroOutput extends tf.layers.Layer {
  static readonly className = ZERO_OUTPUT;
  private readonly sequences: number;
  private readonly isAtStart: boolean;

  /**
   * @param args.sequences How many of the inputs are sequences; the inputs after them, states, are returned
   *   unchanged.
   * @param args.at Which masked steps become 0: all, or those at the start.
   */
  constructor({ sequences = 1, at = 'all', ...forEvery }: ZeroOutputArgs = {}) {
    super(forEvery as object);
    this.sequences = sequences;
    this.isAtStart = at === 'start';
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    const mask: tf.Tensor | undefined = kwargs?.mask;
    const outputs = tf.tidy(() =>
      [inputs].flat().map((x, i) => {
        if (!mask || i >= this.sequences) return tf.clone(x);
        const kept = asNumbers(mask);
        const factors = this.isAtStart ? tf.minimum(tf.cumsum(kept, 1), 1) : kept;
        const shape = [...mask.shape, ...x.shape.slice(mask.rank).map(() => 1)];
        return tf.mul(x, tf.reshape(factors, shape));
      }),
    );
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const isOne = Array.isArray(inputShape[0]) && inputShape.length === 1;
    return isOne ? (inputShape[0] as tf.Shape) : inputShape;
  }

  override computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor | tf.Tensor[] {
    const [first] = [mask].flat() as tf.Tensor[];
    return Array.isArray(inputs) && inputs.length > 1 ? inputs.map(() => first) : first;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      sequences: this.sequences,
      at: this.isAtStart ? 'start' : 'all',
    };
  }
}

/**
 * Returns its first input, which was computed from the others, such as their sum, with the mask that it has in Keras.
 * In tfjs it has a mask of another shape.
 */
export class MergedMask extends tf.layers.Layer {
  static readonly className = MERGED_MASK;
  private readonly rule: 'all' | 'any';

  /**
   * @param args.rule `'all'` keeps a step that all masks keep, among the inputs with a mask; `'any'` keeps a step that
   *   any mask keeps, if all inputs have one.
   */
  constructor({ rule = 'all', ...forEvery }: { readonly rule?: 'all' | 'any' } = {}) {
    super(forEvery as object);
    this.rule = rule;
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.clone([inputs].flat()[0]); // tfjs disposes the inputs.
  }

  override computeOutputShape([first]: tf.Shape[]): tf.Shape {
    return first;
  }

  override computeMask(_: tf.Tensor | tf.Tensor[], masks?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [, ...given] = [masks].flat();
    const carried = given.filter((mask) => mask != null) as tf.Tensor[];
    const isAny = this.rule === 'any';
    if (carried.length === 0 || (isAny && carried.length < given.length)) {
      return null as unknown as tf.Tensor;
    }
    const merge = isAny ? tf.logicalOr : tf.logicalAnd;
    return tf.tidy(() => tf.clone(carried.reduce((a, b) => merge(a, b))));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rule: this.rule };
  }
}
