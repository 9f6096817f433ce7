import * as tf from '@tensorflow/tfjs';
import { broadcastsTo } from './broadcast.js';
import { checkNumeric } from './check.js';
import { runRowsOnCpu } from './cpu.js';
import { elementwise } from './elementwise.js';
import { softmaxGradientOfRow, softmaxOfRow } from './shaders/rows.js';
import { runKernel } from './tape.js';
import { runSoftmaxGradientOnTensorflow, runSoftmaxOnTensorflow } from './tensorflow.js';
import { runRowsOnWasm } from './wasm.js';
import { compileSoftmax, compileSoftmaxGradient } from './webassembly/softmax.js';
import { runRowsOnWebgl } from './webgl_rows.js';
import { runRowsOnWebgpu } from './webgpu_rows.js';

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
  if (!backendsWithKernels.has(backendName)) register(backendName);
  return runKernel(kernelName, inputs, {}, readByGradient);
}

/** How a backend runs the two kernels, where it has a way of its own. */
interface SoftmaxRunners<Backend> {
  softmax(x: tf.Tensor, backend: Backend): tf.TensorInfo | undefined;
  gradient(y: tf.Tensor, dy: tf.Tensor, backend: Backend): tf.TensorInfo | undefined;
}

/** A kernel over rows is run by one function of the backend, whatever it computes. */
function inRows<Backend, Kernel>(
  runRows: (
    kernel: Kernel,
    inputs: readonly tf.Tensor[],
    backend: Backend,
  ) => tf.TensorInfo | undefined,
  softmax: Kernel,
  gradient: Kernel,
): SoftmaxRunners<Backend> {
  return {
    softmax: (x, backend) => runRows(softmax, [x], backend),
    gradient: (y, dy, backend) => runRows(gradient, [y, dy], backend),
  };
}

const runners: Readonly<Record<string, SoftmaxRunners<never>>> = {
  cpu: inRows(runRowsOnCpu, compileSoftmax, compileSoftmaxGradient),
  wasm: inRows(runRowsOnWasm, compileSoftmax, compileSoftmaxGradient),
  webgl: inRows(runRowsOnWebgl, softmaxOfRow, softmaxGradientOfRow),
  'rn-webgl': inRows(runRowsOnWebgl, softmaxOfRow, softmaxGradientOfRow),
  webgpu: inRows(runRowsOnWebgpu, softmaxOfRow, softmaxGradientOfRow),
  tensorflow: { softmax: runSoftmaxOnTensorflow, gradient: runSoftmaxGradientOnTensorflow },
};

const backendsWithKernels = new Set<string>();

/** Registers the kernels with a backend, composed of other ops where it has no way of its own. */
function register(backendName: string): void {
  backendsWithKernels.add(backendName);
  const own = Object.hasOwn(runners, backendName) ? runners[backendName] : undefined;
  const registerKernel = (kernelName: string, kernelFunc: tf.KernelFunc) => {
    if (tf.getKernel(kernelName, backendName) == null) {
      tf.registerKernel({ kernelName, backendName, kernelFunc });
    }
  };
  registerKernel(SOFTMAX, ({ inputs, backend }) => {
    const x = inputs.x as tf.Tensor;
    if (x.size === 0) return tf.clone(x);
    return own?.softmax(x, backend as never) ?? tf.tidy(() => composedSoftmax(x));
  });
  registerKernel(GRADIENT, ({ inputs, backend }) => {
    const [y, dy] = [inputs.y as tf.Tensor, inputs.dy as tf.Tensor];
    if (y.size === 0) return tf.clone(y);
    return own?.gradient(y, dy, backend as never) ?? tf.tidy(() => composedGradient(y, dy));
  });
}

/** Registers the gradients of the kernels, once. */
export function registerSoftmax(): void {
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

/** The shift of a slice of nothing but -Infinity is finite: -Infinity less itself is NaN. */
function composedSoftmax(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(x, -1, true);
  const powers = elementwise('exp(x - max(largest, -3e38))', x, { largest });
  const sum = tf.sum(powers, -1, true);
  return elementwise('x / (sum <= 0 ? 1 : sum)', powers, { sum });
}

function composedGradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return elementwise('x * (dy - sum)', y, { dy, sum: sumOfProduct(dy, y) });
}
