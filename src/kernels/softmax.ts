import * as tf from '@tensorflow/tfjs';
import { broadcastsTo } from './broadcast.js';
import { checkNumeric } from './check.js';
import { runSlicesOnCpu } from './cpu.js';
import { elementwise } from './elementwise.js';
import type { SliceRunner } from './runner.js';
import { softmaxGradientOfSlice, softmaxOfSlice } from './slice_formulas.js';
import { type Slices, slicesOf } from './slices.js';
import { runKernel } from './tape.js';
import { runSoftmaxGradientOnTensorflow, runSoftmaxOnTensorflow } from './tensorflow.js';
import { runSlicesOnWasm } from './wasm.js';
import { softmaxGradientKernel, softmaxKernel } from './webassembly/softmax.js';
import { runSlicesOnWebgl } from './webgl_slices.js';
import { runSlicesOnWebgpu } from './webgpu_slices.js';

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
  if (mask == null && x.dtype === 'float32') return alongAxes(x, axes);
  return tf.tidy(() => {
    const scores = tf.cast(x, 'float32');
    if (mask == null) return alongAxes(scores, axes);
    checkNumeric('mask', mask);
    return alongAxes(scores, axes, aligned(mask, x.shape));
  });
}

/** The mask with as many axes as `shape`. */
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
  if (mask.rank === shape.length) return mask;
  return tf.reshape(mask, [...shape.slice(mask.rank).map(() => 1), ...mask.shape]);
}

/** The kernels work along neighbouring axes; others are brought to the end and back. */
function alongAxes(x: tf.Tensor, axes: readonly number[], mask?: tf.Tensor): tf.Tensor {
  const [first, ...rest] = [...axes].sort((a, b) => a - b);
  if (rest.every((axis, i) => axis === first + i + 1)) {
    const inputs: tf.NamedTensorMap = mask ? { x, mask } : { x };
    const attributes = { first, axes: axes.length, mask: mask?.shape ?? [] };
    return run(SOFTMAX, inputs, attributes, (y) => [y]);
  }
  return tf.tidy(() => {
    const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const order = [...others, ...axes];
    const last = axes.map((_, i) => others.length + i);
    const result = alongAxes(tf.transpose(x, order), last, mask && tf.transpose(mask, order));
    return tf.transpose(result, tf.backend_util.getUndoAxesPermutation(order));
  });
}

const SOFTMAX = 'AdvSoft';
const GRADIENT = 'AdvSoftGrad';

/** Along which axes the slices go, and the shape of the mask, if there is one. */
interface Attributes extends tf.NamedAttrMap {
  first: number;
  axes: number;
  mask: number[];
}

function gradient(y: tf.Tensor, dy: tf.Tensor, attributes: Attributes): tf.Tensor {
  return run(GRADIENT, { y, dy }, attributes, () => [y, dy]);
}

function run(
  kernelName: string,
  inputs: tf.NamedTensorMap,
  attributes: Attributes,
  readByGradient: (result: tf.Tensor) => tf.Tensor[],
): tf.Tensor {
  const backendName = tf.getBackend();
  if (!backendsWithKernels.has(backendName)) register(backendName);
  return runKernel(kernelName, inputs, attributes, readByGradient);
}

/** How a backend runs the two kernels, where it has a way of its own. */
interface SoftmaxRunners<Backend> {
  softmax(slices: Slices, x: tf.Tensor, backend: Backend): tf.TensorInfo | undefined;
  gradient(
    slices: Slices,
    y: tf.Tensor,
    dy: tf.Tensor,
    backend: Backend,
  ): tf.TensorInfo | undefined;
}

/** A kernel over slices is run by one function of the backend, whatever it computes. */
function inSlices<Kernel, Backend>(
  runSlices: SliceRunner<Kernel, Backend>,
  softmax: Kernel,
  gradient: Kernel,
): SoftmaxRunners<Backend> {
  return {
    softmax: (slices, x, backend) => runSlices(softmax, slices, [x], backend),
    gradient: (slices, y, dy, backend) => runSlices(gradient, slices, [y, dy], backend),
  };
}

const runners: Readonly<Record<string, SoftmaxRunners<never>>> = {
  cpu: inSlices(runSlicesOnCpu, softmaxKernel, softmaxGradientKernel),
  wasm: inSlices(runSlicesOnWasm, softmaxKernel, softmaxGradientKernel),
  webgl: inSlices(runSlicesOnWebgl, softmaxOfSlice, softmaxGradientOfSlice),
  'rn-webgl': inSlices(runSlicesOnWebgl, softmaxOfSlice, softmaxGradientOfSlice),
  webgpu: inSlices(runSlicesOnWebgpu, softmaxOfSlice, softmaxGradientOfSlice),
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
  registerKernel(SOFTMAX, ({ inputs, attrs, backend }) => {
    const x = inputs.x as tf.Tensor;
    const attributes = attrs as Attributes;
    if (x.size === 0) return tf.clone(x);
    const scores = 'mask' in inputs ? masked(x, inputs.mask as tf.Tensor) : x;
    const result =
      own?.softmax(slicesFor(x, attributes), scores, backend as never) ??
      tf.tidy(() => composedSoftmax(scores, axesOf(attributes)));
    if (scores !== x) scores.dispose();
    return result;
  });
  registerKernel(GRADIENT, ({ inputs, attrs, backend }) => {
    const [y, dy] = [inputs.y as tf.Tensor, inputs.dy as tf.Tensor];
    const attributes = attrs as Attributes;
    if (y.size === 0) return tf.clone(y);
    return (
      own?.gradient(slicesFor(y, attributes), y, dy, backend as never) ??
      tf.tidy(() => composedGradient(y, dy, axesOf(attributes)))
    );
  });
}

/** Registers the gradients of the kernels, once. */
export function registerSoftmax(): void {
  if (tf.getGradient(SOFTMAX) != null) return;
  tf.registerGradient({
    kernelName: SOFTMAX,
    gradFunc: (dy, [y], attrs) => ({
      x: () => gradient(y, dy as tf.Tensor, attrs as Attributes),
      mask: () => tf.zeros((attrs as Attributes).mask),
    }),
  });
  // The gradient, y (dy - sum(dy y)), is the same form again in dy, and quadratic in y.
  tf.registerGradient({
    kernelName: GRADIENT,
    gradFunc: (upstream, [y, dy], attrs) => {
      const u = upstream as tf.Tensor;
      const axes = axesOf(attrs as Attributes);
      const sum = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b), axes, true);
      return {
        dy: () => gradient(y, u, attrs as Attributes),
        y: () => tf.sub(tf.mul(u, tf.sub(dy, sum(dy, y))), tf.mul(dy, sum(u, y))),
      };
    },
  });
}

/** What the mask leaves out is -Infinity, whatever it was. */
function masked(x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return elementwise('abs(mask) <= 0 ? -1 / 0 : x', x, { mask });
}

function slicesFor({ shape }: tf.Tensor, { first, axes }: Attributes): Slices {
  return slicesOf(shape, first, axes);
}

function axesOf({ first, axes }: Attributes): number[] {
  return Array.from({ length: axes }, (_, i) => first + i);
}

/** The shift of a slice of nothing but -Infinity is finite: -Infinity less itself is NaN. */
function composedSoftmax(x: tf.Tensor, axes: number[]): tf.Tensor {
  const largest = tf.max(x, axes, true);
  const powers = elementwise('exp(x - max(largest, -3e38))', x, { largest });
  const sum = tf.sum(powers, axes, true);
  return elementwise('x / (sum <= 0 ? 1 : sum)', powers, { sum });
}

function composedGradient(y: tf.Tensor, dy: tf.Tensor, axes: number[]): tf.Tensor {
  return elementwise('x * (dy - sum)', y, { dy, sum: tf.sum(tf.mul(dy, y), axes, true) });
}
