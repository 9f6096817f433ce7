import * as tf from '@tensorflow/tfjs';
import { show } from '../../../arguments/show.js';
import { type LayerArgs, readLayerArguments } from '../../../layers/arguments.js';
import type { LayerClass } from '../../config/layer_classes.js';
import { isSerialized } from '../../config/serialized.js';
import { isKeras3 } from '../../config/version.js';
import type { Config, Inputs, Kwargs, Shapes } from '../keras_layer.js';
import { stockWrapper } from '../stock.js';

/** The arguments of a {@link SpectralNormalization} layer. */
export type SpectralNormalizationArgs = LayerArgs & {
  /** The wrapped layer, which must have a kernel or embeddings. */
  layer: tf.layers.Layer;
  /** The number of steps of the power iteration. Default 1. */
  powerIterations?: number;
};

const OWNER = 'a SpectralNormalization layer';
const EPSILON = 1e-12;

/**
 * Wraps a layer, and in each training step first divides its kernel by an estimate of the largest singular value.
 *
 * Source: Miyato et al. 2018; `keras.layers.SpectralNormalization`, as Keras computes it on TensorFlow.
 *
 * @throws When created: `powerIterations` is not a positive integer. When built: the layer has no kernel.
 */
export class SpectralNormalization extends stockWrapper {
  /** The registered name. */
  static override className = 'SpectralNormalization';
  static readonly inKeras: LayerClass = {
    mask: 'cannot',
    ofVersion: ({ config: { layer } }, version) =>
      isKeras3(version) && isSerialized(layer) && layer.class_name === 'Embedding'
        ? { power_iterations: 'of an Embedding, whose output Keras 3 converts to integers' }
        : {},
  };

  private readonly powerIterations: number;
  private vector?: tf.LayerVariable;

  constructor(args: SpectralNormalizationArgs) {
    const names = { layer: {}, powerIterations: {}, customObjects: {} }; // tfjs adds the custom objects.
    const { forEvery, given } = readLayerArguments(OWNER, args, names);
    super({ ...forEvery, layer: given.get('layer')?.value });
    const value = given.get('powerIterations')?.value ?? 1;
    if (!Number.isInteger(value) || Number(value) < 1) {
      throw new Error(
        `The powerIterations of ${OWNER} must be a positive integer. Received: powerIterations=${show(value)}`,
      );
    }
    this.powerIterations = Number(value);
  }

  override build(inputShape: Shapes): void {
    if (!this.layer.built) this.layer.build(inputShape);
    this.layer.built = true;
    const shape = [1, this.kernel.shape.at(-1) as number];
    const initializer = tf.initializers.truncatedNormal({ stddev: 0.02 });
    this.vector ??= this.addWeight('vector_u', shape, 'float32', initializer, undefined, false);
    super.build(inputShape);
  }

  private get kernel(): tf.LayerVariable {
    const found = this.layer.weights.find(({ originalName }) =>
      /(^|[/_])(kernel|embeddings)(_\d+)?$/.test(originalName),
    );
    if (found !== undefined) return found;
    throw new Error(
      `The layer of ${OWNER} must have a kernel or embeddings. Received: ${this.layer.getClassName()}`,
    );
  }

  override get nonTrainableWeights(): tf.LayerVariable[] {
    const own = this.vector === undefined ? [] : [this.vector];
    return [...(this.layer?.nonTrainableWeights ?? []), ...own];
  }

  override set nonTrainableWeights(_: tf.LayerVariable[]) {
    // tfjs assigns a list in its constructor.
  }

  override getWeights(): tf.Tensor[] {
    return this.weights.map((weight) => weight.read());
  }

  override setWeights(values: tf.Tensor[]): void {
    tf.tidy(() => {
      for (const [i, weight] of this.weights.entries()) weight.write(values[i]);
    });
  }

  override call(inputs: Inputs, kwargs: Kwargs): Inputs {
    return tf.tidy(() => {
      if (kwargs?.training) this.normalize();
      return this.layer.call(inputs, kwargs);
    });
  }

  private normalize(): void {
    const { kernel, vector } = this;
    if (vector === undefined) return;
    const weights = kernel.read();
    const matrix = tf.reshape(weights, [-1, vector.shape[1] as number]) as tf.Tensor2D;
    const isZero = tf.all(tf.equal(weights, 0));
    const before = vector.read() as tf.Tensor2D;
    let u = before;
    let v = before;
    for (let i = 0; i < this.powerIterations; i++) {
      v = unit(tf.matMul(u, matrix, false, true));
      u = unit(tf.matMul(v, matrix));
    }
    const sigma = tf.sum(tf.mul(tf.matMul(v, matrix), u));
    kernel.write(tf.div(weights, tf.where(isZero, tf.scalar(1), sigma)));
    vector.write(tf.where(isZero, before, u));
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.layer.computeOutputShape(inputShape);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), powerIterations: this.powerIterations };
  }
}

function unit(x: tf.Tensor2D): tf.Tensor2D {
  const square = tf.maximum(tf.sum(tf.square(x)), EPSILON);
  return tf.mul(x, tf.rsqrt(square));
}
