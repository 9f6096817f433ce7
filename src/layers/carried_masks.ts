import type * as tf from '@tensorflow/tfjs';

type Masks = readonly (tf.Tensor | null | undefined)[];

/**
 * Tells a layer which masks its inputs carry in a model.
 *
 * In a model, `kwargs.mask` says nothing: tfjs writes there the mask of each layer whose input carries one, and never
 * takes it away, so it may belong to any layer before. tfjs tells only `computeMask` which masks the inputs of this
 * layer carry. It calls `computeMask` right after `apply`, before it reads the outputs from the list that `apply` has
 * returned. So the outputs are computed then, and put into that list. This needs no change to other layers, and works
 * for each call of a layer that is called more than once. In a model, tfjs gives `apply` a list of inputs. A user who
 * hands over a mask rarely does; the list then computes its outputs when one is read.
 */
export class CarriedMasks {
  /** For the inputs of a call, the function that computes the outputs once the masks that they carry are known. */
  private readonly waiting = new WeakMap<object, (masks?: Masks) => void>();

  /**
   * The outputs of a call in a model, which are computed later.
   *
   * @param compute Is called with the masks that the inputs carry; without, where an output is read before these are
   *   known.
   */
  later(
    inputs: object,
    count: number,
    compute: (masks?: Masks) => readonly tf.Tensor[],
  ): tf.Tensor[] {
    const outputs: tf.Tensor[] = [];
    const fill = (masks?: Masks): readonly tf.Tensor[] => {
      this.waiting.delete(inputs);
      const values = compute(masks);
      for (const [i, value] of values.entries()) Object.defineProperty(outputs, i, { value });
      return values;
    };
    for (let i = 0; i < count; i++) {
      // Enumerable, so that `tf.tidy` finds the output in the list.
      const get = () => fill()[i];
      Object.defineProperty(outputs, i, { get, configurable: true, enumerable: true });
    }
    this.waiting.set(inputs, fill);
    return outputs;
  }

  /** To be called by `computeMask`. */
  tell(inputs: object, masks: tf.Tensor | tf.Tensor[] | null | undefined): void {
    this.waiting.get(inputs)?.([masks].flat());
  }
}
