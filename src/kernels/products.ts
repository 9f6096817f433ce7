import * as tf from '@tensorflow/tfjs';
import { backendOf, type ProductOp, type Windows } from './backend.js';
import { runUnobserved } from './tape.js';

// Products as tfjs's ops compute them. Without an epilogue, a backend may do so in fewer ops, or with less work around
// them.

/** The activations that layers of tfjs compute in its op for a product. */
const ACTIVATIONS = ['relu', 'elu'] as const;

export type ActivationOfOp = (typeof ACTIVATIONS)[number];

export function isOfOp(activation: unknown): activation is ActivationOfOp {
  return ACTIVATIONS.some((each) => each === activation);
}

/** The operations that are applied to a product as it is computed. */
export interface Epilogue {
  readonly bias?: tf.Tensor1D;
  readonly activation?: ActivationOfOp;
}

/** The product of two matrices. */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D, epilogue: Epilogue): tf.Tensor2D {
  const product = direct({ name: 'MatMul' }, a, b, epilogue);
  return product ?? (tf.fused.matMul({ a, b, ...epilogue }) as tf.Tensor2D);
}

type Images = tf.Tensor4D;

/** A convolution of images, with the channels as the last axis. */
type Convolution = (x: Images, filter: Images, windows: Windows, epilogue: Epilogue) => Images;

type ArgumentsOfTfjs = { readonly x: Images; readonly filter: Images } & Windows & Epilogue;

function convolution(
  name: ProductOp['name'],
  ofTfjs: (args: ArgumentsOfTfjs) => Images,
): Convolution {
  return (x, filter, windows, epilogue) =>
    direct({ name, windows }, x, filter, epilogue) ??
    ofTfjs({ x, filter, ...windows, ...epilogue });
}

export const conv2d = convolution('Conv2D', (args) => tf.fused.conv2d(args));

export const depthwiseConv2d = convolution('DepthwiseConv2dNative', (args) =>
  tf.fused.depthwiseConv2d(args),
);

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
