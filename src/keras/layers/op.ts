import * as tf from '@tensorflow/tfjs';
import { snakeCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import { OP } from '../config/layer_classes.js';
import { isObject } from '../config/serialized.js';
import type { OpArguments } from '../ops/arguments.js';
import { ops } from '../ops/ops.js';

/** The arguments of an {@link Op} layer. */
export interface OpArgs {
  readonly name?: string;
  /** The name of a function of `keras.ops`: `logical_and`. */
  readonly op: string;
  /** The parameter that each input is passed as. Inputs with the same parameter form a list. */
  readonly tensors: readonly string[];
  /** The other parameters, and lists of tensors and constants, with `null` in the place of each tensor. */
  readonly constants?: OpArguments;
}

/**
 * A function of `keras.ops` that was called on tensors of a functional model. Its output carries no mask, as in
 * Keras.
 */
export class Op extends tf.layers.Layer {
  static readonly className = OP;
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
      Object.entries(constants).map(([key, value]) => [snakeCase(key), fromJson(value)]),
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    const given = [inputs].flat();
    return tf.tidy(() => {
      const made = this.compute(given);
      // tfjs disposes the inputs.
      const own = (each: tf.Tensor) => (given.includes(each) ? tf.clone(each) : each);
      return Array.isArray(made) ? made.map(own) : own(made);
    });
  }

  private compute(inputs: readonly tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    const given: Record<string, unknown> = { ...this.constants };
    for (const parameter of new Set(this.tensors)) {
      const own = inputs.filter((_, i) => this.tensors[i] === parameter);
      const { [parameter]: list } = this.constants;
      if (Array.isArray(list)) given[parameter] = list.map((each) => each ?? own.shift());
      else given[parameter] = own.length > 1 ? own : own[0];
    }
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
      constants: toJson(constants) as tf.serialization.ConfigDict,
    };
  }
}

const NOT_IN_JSON: Readonly<Record<string, number>> = {
  '+inf': Infinity,
  '-inf': -Infinity,
  nan: Number.NaN,
};

/** With text in place of the numbers that JSON does not have. */
function toJson(value: unknown): unknown {
  const text = Object.keys(NOT_IN_JSON).find((name) => Object.is(NOT_IN_JSON[name], value));
  return text ?? changed(value, toJson);
}

function fromJson(value: unknown): unknown {
  const isText = typeof value === 'string' && Object.hasOwn(NOT_IN_JSON, value);
  return isText ? NOT_IN_JSON[value] : changed(value, fromJson);
}

/** A list or an object with each value changed. */
function changed(value: unknown, change: (each: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each)]));
}
