import * as tf from '@tensorflow/tfjs';
import { readAxes, resolveAxes } from '../arguments/axes.js';
import type { Names } from '../arguments/by_name.js';
import type { SliceActivation } from '../formula/slice_formulas.js';
import { PreparedSlices } from '../kernels/slicewise.js';
import { ActivationLayer, type Kwargs, shapeOfOne } from './activation_layer.js';
import type { Arguments } from './arguments.js';
import { CarriedMasks } from './carried_masks.js';

/**
 * The axes of {@link Softmax} and its relatives, besides the arguments of every layer.
 *
 * @interface
 */
export type SoftmaxArgs = Arguments<{
  /** The axis, or several axes; each slice along them is normalized on its own. Default -1, the last. */
  axis?: number | number[];
}>;

/**
 * The layer of an activation over slices: softmax and its relatives, for input of any shape of rank 1 or more.
 *
 * Masked entries are excluded. A mask passed as an argument, `layer.apply(x, {mask})`, broadcasts to the input. A mask that
 * the input carries in a model, from `tf.layers.masking` or from `tf.layers.embedding` with `maskZero`, excludes whole time
 * steps. As in tfjs, a model that is used as a layer neither receives nor returns a mask, and `tf.layers.timeDistributed`
 * uses a mask for the sequence, not for the layer that it wraps.
 */
export abstract class SliceLayer extends ActivationLayer {
  /** The arguments besides the axis. */
  protected static readonly others: Names = {};

  /** As given, for the config. */
  private readonly axis: number | number[];
  private readonly axes: readonly number[];
  /** For each rank of an input. A map, because `fuse` refuses a layer with a field that its copy does not have. */
  private readonly prepared = new Map<number, PreparedSlices>();
  private isApplying = false;
  private isBuiltByOther = false;
  private isWrapped = false;
  private readonly carried = new CarriedMasks();

  protected abstract readonly activation: SliceActivation;

  constructor(args?: SoftmaxArgs) {
    super(args, { ...new.target.others, axis: {} });
    const axis = this.given.get('axis');
    this.axes = readAxes(this.owner, axis);
    this.axis = Array.isArray(axis?.value) ? [...this.axes] : this.axes[0];
    if (this.batchInputShape) this.axesFor(this.batchInputShape.length);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.axesFor(shapeOfOne(inputShape, this).length);
    super.build(inputShape);
  }

  // TimeDistributed passes its own `kwargs` to `call` of the layer that it wraps. The mask in them belongs to the sequence
  // or to an earlier layer, so it is ignored. A layer of the user may also call this one with a mask, which is used. Only
  // TimeDistributed does two things outside of `apply`: it sets `built` on a layer that is already built, and it asks for
  // the output shape.

  /** Whether the layer is ready to be called. */
  override get built(): boolean {
    return super.built;
  }

  /** tfjs sets this after `build`. */
  override set built(isBuilt: boolean) {
    if (this.built && !this.isApplying) this.isBuiltByOther = true;
    super.built = isBuilt;
  }

  /** The shape of the input. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    if (this.isBuiltByOther && !this.isApplying) this.isWrapped = true;
    return super.computeOutputShape(inputShape);
  }

  override apply(
    inputs: tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[],
    kwargs?: Kwargs,
  ): tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[] {
    const mask = kwargs?.mask;
    if (mask == null) return this.applyAtOnce(inputs, kwargs);
    if ([inputs].flat()[0] instanceof tf.SymbolicTensor) {
      throw new Error(
        `The layer ${this.name} received a mask with a symbolic input, which tfjs would drop. Expected: an input ` +
          'that carries its mask, or tensors, as in a layer of your own. Received: a mask',
      );
    }
    if (!Array.isArray(inputs) || this.inboundNodes.length === 0) {
      return this.applyAtOnce(inputs, kwargs);
    }
    return this.carried.later(inputs, 1, (masks) => {
      const compute = (broadcast?: tf.Tensor | null) =>
        this.applyAtOnce(inputs, { ...kwargs, mask: broadcast }) as tf.Tensor;
      if (masks === undefined) return [compute(mask)];
      const [carried] = masks;
      if (carried == null || this.readsState()) return [compute()];
      return [tf.tidy(() => compute(alongTime(carried, inputs[0] as tf.Tensor, this)))];
    });
  }

  override computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor | tf.Tensor[] {
    this.carried.tell(inputs, mask);
    return super.computeMask(inputs, mask);
  }

  /** tfjs also attaches the mask of a sequence to the states that a recurrent layer returns. */
  private readsState(): boolean {
    return this.inboundNodes.every(({ inputTensors }) => isState(inputTensors[0]));
  }

  private applyAtOnce(
    inputs: Parameters<tf.layers.Layer['apply']>[0],
    kwargs: Kwargs | undefined,
  ): ReturnType<tf.layers.Layer['apply']> {
    this.isApplying = true;
    try {
      return super.apply(inputs, kwargs);
    } finally {
      this.isApplying = false;
    }
  }

  protected override activate(x: tf.Tensor, kwargs: Kwargs): tf.Tensor {
    const isOfWrapper = this.isWrapped && !this.isApplying;
    return this.along(x, isOfWrapper ? null : kwargs.mask, kwargs);
  }

  /** The activation along the axes. */
  protected along(x: tf.Tensor, mask: tf.Tensor | null | undefined, _kwargs: Kwargs): tf.Tensor {
    let prepared = this.prepared.get(x.rank);
    if (prepared === undefined) {
      prepared = new PreparedSlices(this.activation, this.axesFor(x.rank));
      this.prepared.set(x.rank, prepared);
    }
    return prepared.apply(x, mask);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }

  /** The axes as nonnegative numbers. */
  protected axesFor(rank: number): readonly number[] {
    return resolveAxes(this.owner, 'axis', this.axes, rank);
  }
}

/** Whether it is the state of a recurrent layer, or computed from one by layers that pass a mask on. */
function isState(tensor: tf.SymbolicTensor, seen = new Set<tf.SymbolicTensor>()): boolean {
  if (seen.has(tensor) || !tensor.sourceLayer.supportsMasking) return false;
  seen.add(tensor);
  const isOne = tensor.outputTensorIndex ? tensor.shape.length === 2 : false;
  return isOne || tensor.inputs.some((input) => isState(input, seen));
}

/** A mask for the first axes of `x`, with as many axes as `x`. After a sum of layers, the mask of tfjs has an extra first axis. */
function alongTime(mask: tf.Tensor, x: tf.Tensor, { name }: tf.layers.Layer): tf.Tensor {
  const fits = (shape: number[]) => shape.every((length, axis) => length === x.shape[axis]);
  const shape = [mask.shape, mask.shape.slice(1)].find(fits);
  if (shape === undefined || tf.util.sizeFromShape(shape) !== mask.size) {
    throw new Error(
      `The input of the layer ${name} carries a mask that does not fit. Expected: the first lengths of ` +
        `[${x.shape}]. Received: a mask of shape [${mask.shape}]`,
    );
  }
  return tf.reshape(mask, [...shape, ...x.shape.slice(shape.length).map(() => 1)]);
}
