import type * as tf from '@tensorflow/tfjs';

export type Config = tf.serialization.ConfigDict;

/** What is done with a product as it is computed. */
export interface Epilogue {
  readonly bias?: tf.Tensor1D;
  readonly activation?: 'relu';
}

/** A layer of tfjs that multiplies by kernels, and what it takes to be one layer with what follows it. */
export interface Product {
  /** Its class in tfjs. */
  readonly className: string;
  /** The arguments that say what is computed, but for the bias and the activation. */
  readonly args: readonly string[];
  /** Those that the layer's config lacks. */
  unsaved?(layer: tf.layers.Layer): Config;
  /** Whether the layer of tfjs is one op, with its bias, and with relu or elu where it has them. */
  readonly isOneOp: boolean;
  /** Whether the op of tfjs for the product takes a bias, and relu. */
  readonly addsBias: boolean;
  /** Makes the layer, which says the shape of its output. */
  make(args: Config): tf.layers.Layer;
  /** The shapes of the kernels for an input of so many channels, by their names. */
  kernels(args: Config, channels: number): Readonly<Record<string, number[]>>;
  /** The kernels of a product each channel of which is multiplied by an element of `scale`. */
  scaled(kernels: readonly tf.Tensor[], scale: tf.Tensor1D): tf.Tensor[];
  /** The product, with what the epilogue says. */
  multiply(
    x: tf.Tensor,
    kernels: readonly tf.Tensor[],
    args: Config,
    epilogue: Epilogue,
  ): tf.Tensor;
}

/** The axis of the channels in a tensor of this rank. */
export function channelAxis({ dataFormat }: Config, rank: number): number {
  return dataFormat === 'channelsFirst' ? 1 : rank - 1;
}

/** The kernels of which the last has the channels of the output as its last axis. */
export function scaledAlongLast(kernels: readonly tf.Tensor[], scale: tf.Tensor1D): tf.Tensor[] {
  const last = kernels.length - 1;
  return kernels.map((kernel, i) => (i === last ? kernel.mul(scale) : kernel));
}
