import type * as tf from '@tensorflow/tfjs';
import type { Epilogue } from '../../kernels/backend.js';

export type Config = tf.serialization.ConfigDict;

/** A layer of tfjs that multiplies by kernels, with everything needed to fuse it with the layers after it. */
export interface Product {
  /** Its class in tfjs. */
  readonly className: string;
  /** The arguments that define the product, other than the bias and the activation. */
  readonly args: readonly string[];
  /** The arguments that the layer's config lacks. */
  unsaved?(layer: tf.layers.Layer): Config;
  /** Whether the layer of tfjs is one op including its bias, and relu or elu if it has one. */
  readonly isOneOp: boolean;
  /** Whether tfjs takes several ops for that one on some backend. */
  readonly gainsAlone?: true;
  /** Whether the op of tfjs for the product takes a bias, and relu. */
  readonly addsBias: boolean;
  /** Creates the layer, which computes the shape of its output. */
  make(args: Config): tf.layers.Layer;
  /** The shapes of the kernels for this number of input channels, keyed by name. */
  kernels(args: Config, channels: number): Readonly<Record<string, number[]>>;
  /** The kernels of the product with each output channel multiplied by an element of `scale`. */
  scaled(kernels: readonly tf.Tensor[], scale: tf.Tensor1D): tf.Tensor[];
  /** The product, followed by the epilogue. */
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

/** Kernels, the last of which has the output channels as its last axis. */
export function scaledAlongLast(kernels: readonly tf.Tensor[], scale: tf.Tensor1D): tf.Tensor[] {
  const last = kernels.length - 1;
  return kernels.map((kernel, i) => (i === last ? kernel.mul(scale) : kernel));
}
