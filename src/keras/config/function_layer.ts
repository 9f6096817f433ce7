import * as tf from '@tensorflow/tfjs';
import type { CustomFunction } from './custom_objects.js';

// A custom function as a layer, in place of a `Lambda` of Keras.

type Config = tf.serialization.ConfigDict;

/** Values that are tried one after another for an unknown length: a function may need a multiple of some number. */
const LENGTHS = [
  [2, 3],
  [4, 6],
  [8, 12],
  [16, 24],
  [64, 96],
] as const;

export class FunctionLayer extends tf.layers.Layer {
  static readonly className = 'Lambda';
  private readonly given: Config;

  /** @param key The name under which the user passed the function. */
  constructor(
    private readonly compute: CustomFunction,
    private readonly key: string,
    { arguments: given, function: _, ...config }: Config,
  ) {
    super(config);
    this.given = (given ?? {}) as Config;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => this.result([inputs].flat()));
  }

  /** Computed by calling the function on inputs of that shape. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    let failure: unknown;
    for (const [length, other] of LENGTHS) {
      try {
        const made = this.shapesFor(shapes, length);
        const others = this.shapesFor(shapes, other);
        const common = made.map((shape, i) =>
          shape.map((each, axis) => (each === others[i]?.[axis] ? each : null)),
        );
        return common.length === 1 ? common[0] : common;
      } catch (error) {
        failure = error;
      }
    }
    throw new Error(
      `The function of the layer '${this.name}' fails for a tensor of shape ` +
        `${shapes.map((shape) => `[${shape.map((each) => each ?? 'null')}]`)}: ${(failure as Error).message}`,
    );
  }

  override getConfig(): Config {
    return { ...super.getConfig(), function: { name: this.key }, arguments: this.given };
  }

  private result(inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return this.compute(inputs.length === 1 ? inputs[0] : inputs, this.given);
  }

  private shapesFor(shapes: readonly tf.Shape[], length: number): number[][] {
    return tf.tidy(() => {
      const zeros = shapes.map((shape) => tf.zeros(shape.map((each) => each ?? length)));
      return [this.result(zeros)].flat().map(({ shape }) => shape);
    });
  }
}
