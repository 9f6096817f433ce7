import * as tf from '@tensorflow/tfjs';
import { broadcastsTo } from './broadcast.js';
import { checkNumeric } from './check.js';
import { runRowsOnCpu } from './cpu.js';
import { runKernel } from './tape.js';
import { runSoftmaxGradientOnTensorflow, runSoftmaxOnTensorflow } from './tensorflow.js';
import { runRowsOnWasm } from './wasm.js';
import { compileSoftmax, compileSoftmaxGradient } from './webassembly/softmax.js';

/**
 * Softmax: `exp(x) / sum(exp(x))` along `axes`, differentiable to any order.
 *
 * An entry of -Infinity, or one that the mask leaves out, is exactly 0 and the rest sums to 1; a
 * slice of nothing else is all 0. A NaN or +Infinity makes its own slice NaN.
 *
 * @param x A tensor of rank 1 or more; integers and booleans are taken as float32.
 * @param axes Different axes of `x`, counted from the front.
 * @param mask True or 1 for the entries to keep, of a shape that broadcasts to that of `x`; or
 *   [batch, time], for which each time step of `x` stands or falls whole. A mask that can be read in
 *   both ways is the latter.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, of strings or disposed, and when the mask does not broadcast.
 */
export function softmax(x: tf.Tensor, axes: readonly number[], mask?: tf.Tensor | null): tf.Tensor {
  checkNumeric('x', x);
  const isPlain = mask == null && x.dtype === 'float32' && axes.length === 1;
  if (isPlain && axes[0] === x.rank - 1) return lastAxis(x);
  return tf.tidy(() => {
    const scores = tf.cast(x, 'float32');
    if (mask == null) return alongAxes(scores, axes);
    checkNumeric('mask', mask);
    const keep = tf.cast(aligned(mask, x.shape), 'bool');
    return alongAxes(tf.where(keep, scores, tf.scalar(-Infinity)), axes);
  });
}

/** The mask with as many axes as it needs to broadcast to `shape`. */
function aligned(mask: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const isBatchTime =
    mask.rank === 2 && shape.length > 2 && mask.shape.every((length, i) => length === shape[i]);
  if (isBatchTime) return tf.reshape(mask, [...mask.shape, ...shape.slice(2).map(() => 1)]);
  if (!broadcastsTo(mask.shape, shape)) {
    throw new Error(
      `A mask must have the shape of the input, [${shape}], or one that broadcasts to it, or its ` +
        `first two axes. Received: a mask of shape [${mask.shape}]`,
    );
  }
  return mask;
}

/** The kernels work along the last axis; other axes are brought there and back. */
function alongAxes(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const isInOrder = order.every((axis, i) => axis === i);
  if (isInOrder && axes.length === 1) return lastAxis(x);
  const ordered = isInOrder ? x : tf.transpose(x, order);
  const rows = tf.reshape(ordered, [...others.map((axis) => x.shape[axis]), -1]);
  const result = tf.reshape(lastAxis(rows), ordered.shape);
  return isInOrder ? result : tf.transpose(result, tf.backend_util.getUndoAxesPermutation(order));
}

const SOFTMAX = 'AdvSoft';
const GRADIENT = 'AdvSoftGrad';

function lastAxis(x: tf.Tensor): tf.Tensor {
  return run(SOFTMAX, { x }, (y) => [y]);
}

function gradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return run(GRADIENT, { y, dy }, () => [y, dy]);
}

function run(
  kernelName: string,
  inputs: tf.NamedTensorMap,
  readByGradient: (result: tf.Tensor) => tf.Tensor[],
): tf.Tensor {
  const backendName = tf.getBackend();
  if (!backendsWithKernels.has(backendName)) registerOn(backendName, {});
  return runKernel(kernelName, inputs, {}, readByGradient);
}

const backendsWithKernels = new Set<string>();

/** How a backend runs the two kernels; composed of tfjs's ops where it has no way of its own. */
interface SoftmaxRunners<Backend> {
  softmax?(x: tf.Tensor, backend: Backend): tf.TensorInfo | undefined;
  gradient?(y: tf.Tensor, dy: tf.Tensor, backend: Backend): tf.TensorInfo | undefined;
}

function registerOn<Backend>(backendName: string, runners: SoftmaxRunners<Backend>): void {
  backendsWithKernels.add(backendName);
  const register = (kernelName: string, kernelFunc: tf.KernelFunc) => {
    if (tf.getKernel(kernelName, backendName) == null) {
      tf.registerKernel({ kernelName, backendName, kernelFunc });
    }
  };
  register(SOFTMAX, ({ inputs, backend }) => {
    const x = inputs.x as tf.Tensor;
    if (x.size === 0) return tf.clone(x);
    return runners.softmax?.(x, backend as Backend) ?? tf.tidy(() => composedSoftmax(x));
  });
  register(GRADIENT, ({ inputs, backend }) => {
    const [y, dy] = [inputs.y as tf.Tensor, inputs.dy as tf.Tensor];
    if (y.size === 0) return tf.clone(y);
    return runners.gradient?.(y, dy, backend as Backend) ?? tf.tidy(() => composedGradient(y, dy));
  });
}

/** Registers the kernels with the backends that have some of their own, and their gradients, once. */
export function registerSoftmax(): void {
  registerOn<Parameters<typeof runRowsOnCpu>[2]>('cpu', {
    softmax: (x, backend) => runRowsOnCpu(compileSoftmax, [x], backend),
    gradient: (y, dy, backend) => runRowsOnCpu(compileSoftmaxGradient, [y, dy], backend),
  });
  registerOn<Parameters<typeof runRowsOnWasm>[2]>('wasm', {
    softmax: (x, backend) => runRowsOnWasm(compileSoftmax, [x], backend),
    gradient: (y, dy, backend) => runRowsOnWasm(compileSoftmaxGradient, [y, dy], backend),
  });
  registerOn<Parameters<typeof runSoftmaxOnTensorflow>[1]>('tensorflow', {
    softmax: runSoftmaxOnTensorflow,
    gradient: runSoftmaxGradientOnTensorflow,
  });
  if (tf.getGradient(SOFTMAX) != null) return;
  tf.registerGradient({
    kernelName: SOFTMAX,
    gradFunc: (dy, [y]) => ({ x: () => gradient(y, dy as tf.Tensor) }),
  });
  // The gradient, y (dy - sum(dy y)), is the same form again in dy, and quadratic in y.
  tf.registerGradient({
    kernelName: GRADIENT,
    gradFunc: (upstream, [y, dy]) => {
      const u = upstream as tf.Tensor;
      return {
        dy: () => gradient(y, u),
        y: () => tf.sub(tf.mul(u, tf.sub(dy, sumOfProduct(dy, y))), tf.mul(dy, sumOfProduct(u, y))),
      };
    },
  });
}

function sumOfProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(a, b), -1, true);
}

function composedSoftmax(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(x, -1, true);
  // Of a slice of nothing but -Infinity the largest is -Infinity, and -Infinity less itself is NaN.
  const shift = tf.where(tf.equal(largest, -Infinity), tf.zerosLike(largest), largest);
  const powers = tf.exp(tf.sub(x, shift));
  const sum = tf.sum(powers, -1, true);
  return tf.div(powers, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum));
}

function composedGradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.mul(y, tf.sub(dy, sumOfProduct(dy, y)));
}
