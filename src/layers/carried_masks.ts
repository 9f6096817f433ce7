import type * as tf from '@tensorflow/tfjs';

type Masks = readonly (tf.Tensor | null | undefined)[];

/**
 * Finds the masks that the inputs of a layer carry in a model.
 *
 * In a model, `kwargs.mask` is unreliable: tfjs writes the mask of each layer whose input carries one there and never
 * removes it, so it may belong to any earlier layer. tfjs passes the masks that the inputs of this layer carry only
 * to `computeMask`. It calls `computeMask` right after `apply`, before it reads the outputs from the list that
 * `apply` has returned. So the outputs are computed then and put into that list. This needs no change to other
 * layers, and works for each call of a layer that is called more than once. In a model, tfjs passes a list of inputs
 * to `apply`. A user who passes a mask rarely does; the list then computes its outputs when one is read.
 */
export class CarriedMasks {
  /** For the inputs of a call, the function that computes the outputs when the masks of the inputs are known. */
  private readonly waiting = new WeakMap<object, (masks?: Masks) => void>();

  /**
   * The outputs of a call in a model, which are computed later.
   *
   * @param compute Called with the masks that the inputs carry, or without masks if an output is read before they are
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

  /** Must be called by `computeMask`. */
  tell(inputs: object, masks: tf.Tensor | tf.Tensor[] | null | undefined): void {
    this.waiting.get(inputs)?.([masks].flat());
  }
}
