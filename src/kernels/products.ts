import * as tf from '@tensorflow/tfjs';
import { backendOf, type Epilogue, type ProductOp, type Windows } from './backend.js';
import { runUnobserved } from './tape.js';

const { eitherStridesOrDilationsAreOne } = tf.backend_util;

// Products as tfjs's ops compute them. A backend may do so in fewer ops, or with less work around them.

export type ActivationOfOp = NonNullable<Epilogue['activation']>;

/** The activations that layers of tfjs compute in its op for a product. */
const ACTIVATIONS: readonly ActivationOfOp[] = ['relu', 'elu'];

export function isOfOp(activation: unknown): activation is ActivationOfOp {
  return ACTIVATIONS.some((each) => each === activation);
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

/** The product without the checks and the records of tfjs's op; `undefined` if that op must compute or refuse it. */
function direct<T extends tf.Tensor>(
  op: ProductOp,
  x: T,
  kernel: tf.Tensor,
  epilogue: Epilogue,
): T | undefined {
  if (!fits(op, x, kernel)) return undefined;
  const run = { op, x, kernel, epilogue };
  return runUnobserved((name, live) => backendOf(name, live)?.product?.(run, live)) as
    | T
    | undefined;
}

function fits({ windows }: ProductOp, x: tf.Tensor, kernel: tf.Tensor): boolean {
  const { rank } = kernel;
  return (
    x.dtype === 'float32' &&
    kernel.dtype === 'float32' &&
    x.rank === rank &&
    x.shape[rank - 1] === kernel.shape[rank - 2] &&
    (!windows || eitherStridesOrDilationsAreOne(windows.strides, windows.dilations))
  );
}
