import * as tf from '@tensorflow/tfjs';
import { snakeCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import type { OpArguments } from '../ops/arguments.js';
import { ops } from '../ops/ops.js';

/** The arguments of an {@link Op} layer. */
export interface OpArgs {
  readonly name?: string;
  /** The name of a function of `keras.ops`: `logical_and`. */
  readonly op: string;
  /** The parameter that each input is passed as. Inputs with the same parameter form a list. */
  readonly tensors: readonly string[];
  /** The other parameters. */
  readonly constants?: OpArguments;
}

/**
 * A function of `keras.ops` that was called on tensors of a functional model. Its output carries no mask, as in
 * Keras.
 */
export class Op extends tf.layers.Layer {
  static readonly className = 'Keras>Op';
  private readonly op: string;
  private readonly tensors: readonly string[];
  private readonly constants: OpArguments;

  constructor({ op, tensors, constants = {}, ...forEvery }: OpArgs) {
    super(forEvery as object);
    this.op = snakeCase(String(op));
    if (!Object.hasOwn(ops, this.op)) {
      throw new Error(`Unknown op. Received: op=${show(op)}`);
    }
    // tfjs changes the case of strings that it loads.
    this.tensors = tensors.map(snakeCase);
    this.constants = Object.fromEntries(
      Object.entries(constants).map(([key, value]) => [snakeCase(key), value]),
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  private compute(inputs: readonly tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    const given: Record<string, unknown> = { ...this.constants };
    const isList = (parameter: string) =>
      this.tensors.filter((each) => each === parameter).length > 1;
    this.tensors.forEach((parameter, i) => {
      if (!isList(parameter)) given[parameter] = inputs[i];
      else given[parameter] = [...((given[parameter] as tf.Tensor[]) ?? []), inputs[i]];
    });
    try {
      return ops[this.op].compute(given);
    } catch (error) {
      throw new Error(
        `The layer ${this.name} cannot compute ${this.op}: ${(error as Error).message}`,
      );
    }
  }

  /**
   * Computed by running the op on zeros, so that no shape rule is written twice. Lengths that differ between two
   * runs, in which unknown lengths are 2 and 3, are unknown.
   */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const shapesWith = (unknown: number) =>
      tf.tidy(() => {
        const zeros = shapes.map((shape) => tf.zeros(shape.map((length) => length ?? unknown)));
        return [this.compute(zeros)].flat().map(({ shape }) => shape);
      });
    const [few, more] = [shapesWith(2), shapesWith(3)];
    const known = few.map((shape, i) =>
      shape.map((length, axis) => (length === more[i][axis] ? length : null)),
    );
    return known.length === 1 ? known[0] : known;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { op, tensors, constants } = this;
    return {
      ...super.getConfig(),
      op,
      tensors: [...tensors],
      constants: { ...constants } as tf.serialization.ConfigDict,
    };
  }
}
