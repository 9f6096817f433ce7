import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from '../arguments/tensors.js';
import { gradient } from '../formula/derive.js';
import { add, constant, type Expression } from '../formula/expression.js';
import { parseOnce } from '../formula/parse_once.js';
import {
  type SliceActivation,
  type SliceFormulas,
  type SliceText,
  sliceFormulas,
} from '../formula/slice_formulas.js';
import { version } from '../version.js';
import type { SliceKernel } from './backend.js';
import { broadcastsTo } from './broadcast.js';
import { runSlicesComposed } from './composed/slices.js';
import { elementwise } from './elementwise.js';
import { type PreparedRun, preparedRun } from './prepared.js';
import { slicesOf } from './slices.js';
import { type Compute, checkSaved, Kernels } from './tape.js';

/**
 * Applies an activation to every slice of `x` along `axes`, differentiable to any order.
 *
 * Entries of -Infinity and masked entries are ignored. A NaN makes its own slice NaN, and the gradients of that
 * slice; a gradient that is 0 everywhere stays 0.
 *
 * @param x A tensor of rank 1 or more; integers and booleans are converted to float32.
 * @param axes Different axes of `x`, as nonnegative numbers.
 * @param mask True or 1 for the entries to keep, with a shape that broadcasts to that of `x` as in NumPy: axes are
 *   aligned at the last.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, a string tensor or disposed, and when the mask does not broadcast.
 */
export function slicewise(
  activation: SliceActivation,
  x: tf.Tensor,
  axes: readonly number[],
  mask?: tf.Tensor | null,
): tf.Tensor {
  return new PreparedSlices(activation, axes).apply(x, mask);
}

/** An activation along axes, to be applied repeatedly: whatever each application needs is computed once. */
export class PreparedSlices {
  /** The axes in order. */
  private readonly axes: readonly number[];
  private readonly areAdjacent: boolean;
  /** Those without a mask. */
  private readonly attributes: Attributes;
  private readonly run: PreparedRun;

  /** @param axes As for `slicewise`. */
  constructor(
    private readonly activation: SliceActivation,
    axes: readonly number[],
  ) {
    this.axes = [...axes].sort((a, b) => a - b);
    const [first] = this.axes;
    this.areAdjacent = this.axes.every((axis, i) => axis === first + i);
    this.attributes = { activation, first, axes: axes.length, mask: [] };
    this.run = preparedRunOf(valueFormulas(activation), this.attributes);
  }

  /** Computes the activation, as `slicewise` does. */
  apply(x: tf.Tensor, mask?: tf.Tensor | null): tf.Tensor {
    checkNumeric('x', x);
    const { of } = this.activation;
    if (mask == null && of === undefined && x.dtype === 'float32') return this.along(x);
    return tf.tidy(() => {
      const scores = of === undefined ? tf.cast(x, 'float32') : elementwise(parseOnce(of), x);
      if (mask == null) return this.along(scores);
      checkNumeric('mask', mask);
      return this.along(scores, alignedMask(mask, x.shape));
    });
  }

  /** The kernels work along adjacent axes; other axes are moved to the end and back. */
  private along(x: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
    const { activation, axes } = this;
    if (this.areAdjacent) {
      const compute: Compute = (...backend) => computeValue(this.run, x, mask, ...backend);
      return kernels.run(compute, () => ({
        name: VALUE,
        inputs: mask ? { x, mask } : ({ x } as tf.NamedTensorMap),
        attributes: mask ? { ...this.attributes, mask: mask.shape } : this.attributes,
        compute,
        reads: (y) => [y],
      }));
    }
    return tf.tidy(() => {
      const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const order = [...others, ...axes];
      const last = axes.map((_, i) => others.length + i);
      const result = new PreparedSlices(activation, last).along(
        tf.transpose(x, order),
        mask && tf.transpose(mask, order),
      );
      return tf.transpose(result, tf.backend_util.getUndoAxesPermutation(order));
    });
  }
}

/**
 * The mask with the rank of `shape`.
 *
 * @throws When it does not broadcast to `shape`.
 */
export function alignedMask(mask: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (!broadcastsTo(mask.shape, shape)) {
    throw new Error(
      `A mask must have the shape of the input, [${shape}], or one that broadcasts to it ` +
        `(expandDims adds an axis). Received: a mask of shape [${mask.shape}]`,
    );
  }
  if (mask.rank === shape.length) return mask;
  return tf.reshape(mask, [...shape.slice(mask.rank).map(() => 1), ...mask.shape]);
}

const VALUE = `AdvSlice${version}`;
const GRADIENT = `AdvSliceGrad${version}`;

const kernels = new Kernels({
  [VALUE]: ({ x, mask }, attributes, ...backend) => {
    const { activation } = attributes as Attributes;
    const run = preparedRunOf(valueFormulas(activation), attributes as Attributes);
    return computeValue(run, x, mask, ...backend);
  },
  [GRADIENT]: ({ y, dy }, attributes, ...backend) =>
    computeGradient(y, dy, attributes as Attributes, ...backend),
});

/** The formulas, the axes of the slices, and the shape of the mask, if there is one. */
interface Attributes extends tf.NamedAttrMap {
  activation: SliceActivation;
  first: number;
  axes: number;
  mask: number[];
}

function computeValue(
  run: PreparedRun,
  x: tf.Tensor,
  mask: tf.Tensor | undefined,
  ...backend: Parameters<Compute>
): tf.TensorInfo {
  if (x.size === 0) return tf.clone(x);
  const scores = mask === undefined ? x : masked(x, mask);
  const y = run([scores], x.shape, ...backend);
  if (scores !== x) scores.dispose();
  return y;
}

function computeGradient(
  y: tf.Tensor,
  dy: tf.Tensor,
  attributes: Attributes,
  ...backend: Parameters<Compute>
): tf.TensorInfo {
  if (y.size === 0) return tf.clone(y);
  let run = gradientRuns.get(attributes);
  if (run === undefined) {
    run = preparedRunOf(gradientFormulas(attributes.activation), attributes);
    gradientRuns.set(attributes, run);
  }
  return run([y, dy], y.shape, ...backend);
}

/** For attributes, which all runs of a prepared activation share. */
const gradientRuns = new WeakMap<Attributes, PreparedRun>();

function preparedRunOf(formulas: SliceFormulas, { first, axes }: Attributes): PreparedRun {
  return preparedRun<SliceKernel>({
    kernelFor: (_, shape) => ({ formulas, slices: slicesOf(shape, first, axes), shape }),
    prepare: (backend, kernel, live) => backend.slices(kernel, live),
    compose: runSlicesComposed,
  });
}

function valueFormulas(activation: SliceActivation): SliceFormulas {
  return sliceFormulas(activation.value, ['x']);
}

function gradientFormulas(activation: SliceActivation): SliceFormulas {
  return sliceFormulas(activation.gradient as SliceText, ['y', 'dy']);
}

/** Sets masked entries to -Infinity. */
function masked(x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return elementwise(parseOnce('abs(mask) <= 0 ? -1 / 0 : x'), x, { mask });
}

/** The gradient with respect to `x`. */
function gradientOf(y: tf.Tensor, dy: tf.Tensor, attributes: Attributes): tf.Tensor {
  const compute: Compute = (...backend) => computeGradient(y, dy, attributes, ...backend);
  return kernels.run(compute, () => ({
    name: GRADIENT,
    inputs: { y, dy },
    attributes,
    compute,
    reads: () => [y, dy],
  }));
}

/** Registers the gradients of the kernels, once. */
export function registerSlicewise(): void {
  if (tf.getGradient(VALUE) != null) return;
  tf.registerGradient({
    kernelName: VALUE,
    gradFunc: (upstream, saved, attrs) => {
      const dy = upstream as tf.Tensor;
      const attributes = attrs as Attributes;
      checkSaved(saved, 1);
      const [y] = saved;
      return {
        // The gradient of zeros leads back to x too.
        x: () => (attributes.activation.gradient ? gradientOf(y, dy, attributes) : tf.zerosLike(y)),
        mask: () => tf.zeros(attributes.mask),
      };
    },
  });
  tf.registerGradient({
    kernelName: GRADIENT,
    gradFunc: (upstream, saved, attrs) => {
      checkSaved(saved, 2);
      const [y, dy] = saved;
      const by = (name: 'y' | 'dy') => () =>
        gradientOfGradient(name, { y, dy, upstream: upstream as tf.Tensor }, attrs as Attributes);
      return { y: by('y'), dy: by('dy') };
    },
  });
}

/**
 * The gradient of a gradient that gathers only sums of terms in `y` and `dy`: derived from its formulas, as
 * elementwise formulas and sums of them, which are differentiable to any order.
 */
function gradientOfGradient(
  by: 'y' | 'dy',
  tensors: Readonly<Record<'y' | 'dy' | 'upstream', tf.Tensor>>,
  attributes: Attributes,
): tf.Tensor {
  const { y } = tensors;
  if (y.size === 0) return tf.zerosLike(y);
  const { gathered, result } = gradientFormulas(attributes.activation);
  const values: Record<string, tf.Tensor> = { ...tensors };
  const compute = (expression: Expression) => elementwise(expression, y, values);
  const axes = Array.from({ length: attributes.axes }, (_, i) => attributes.first + i);
  const along = (term: Expression) => tf.sum(compute(term), axes, true);
  for (const { name, term } of gathered) values[name] = along(term);
  let total = gradient(result, by, 'upstream');
  for (const { name, term } of gathered) {
    // Each element depends on the sum, and the sum on each element.
    const upstreamOfSum = `upstream_${name}`;
    const share = gradient(term, by, upstreamOfSum);
    if (share === constant(0)) continue;
    values[upstreamOfSum] = along(gradient(result, name, 'upstream'));
    total = add(total, share);
  }
  return total === constant(0) ? tf.zerosLike(y) : compute(total);
}
