import * as tf from '@tensorflow/tfjs';
import { backendOf, type ProductOp, type Windows } from './backend.js';
import { runUnobserved } from './tape.js';

// Products as tfjs's ops compute them. Without an epilogue, a backend may do so in fewer ops, or with less work around
// them.

/** The operations that are applied to a product as it is computed. */
export interface Epilogue {
  readonly bias?: tf.Tensor1D;
  readonly activation?: 'relu' | 'elu';
}

/** The product of two matrices. */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D, epilogue: Epilogue): tf.Tensor2D {
  const product = direct({ name: 'MatMul' }, a, b, epilogue);
  return product ?? (tf.fused.matMul({ a, b, ...epilogue }) as tf.Tensor2D);
}

/** The convolution of images, with the channels as the last axis. */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  windows: Windows,
  epilogue: Epilogue,
): tf.Tensor4D {
  const product = direct({ name: 'Conv2D', windows }, x, filter, epilogue);
  return product ?? tf.fused.conv2d({ x, filter, ...windows, ...epilogue });
}

/** The depthwise convolution of images, with the channels as the last axis. */
export function depthwiseConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  windows: Windows,
  epilogue: Epilogue,
): tf.Tensor4D {
  const product = direct({ name: 'DepthwiseConv2dNative', windows }, x, filter, epilogue);
  return product ?? tf.fused.depthwiseConv2d({ x, filter, ...windows, ...epilogue });
}

function direct<T extends tf.Tensor>(
  op: ProductOp,
  x: T,
  kernel: tf.Tensor,
  { bias, activation }: Epilogue,
): T | undefined {
  if (bias || activation || x.dtype !== 'float32' || kernel.dtype !== 'float32') return undefined;
  return runUnobserved((name, live) => backendOf(name, live)?.product?.(op, x, kernel, live)) as
    | T
    | undefined;
}
