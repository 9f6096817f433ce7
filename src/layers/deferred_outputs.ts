import type * as tf from '@tensorflow/tfjs';

// In a model, `kwargs.mask` says nothing: tfjs writes there the mask of each layer whose input carries one, and
// never takes it away, so it may belong to any layer before. tfjs tells only `computeMask` which mask the input of
// this layer carries. It calls `computeMask` right after `apply`, before it reads the output from the list that
// `apply` has returned. So the output is computed then, and put into that list. This needs no change to other
// layers, and works for each call of a layer that is called more than once. In a model, tfjs gives `apply` a list
// of inputs. A user who hands over a mask rarely does; the list then computes its output when it is read.

/** The mask that an input carries; `undefined` where nobody has told. */
export type CarriedMask = tf.Tensor | null | undefined;

/** The outputs of the calls of a layer, each computed when it is known which mask its input carries. */
export class DeferredOutputs {
  /** By the list of inputs of a call. */
  private readonly waiting = new WeakMap<object, (carried: CarriedMask) => void>();

  /** What `apply` returns: a list with the output, once it is computed. */
  of(inputs: object, compute: (carried: CarriedMask) => tf.Tensor): tf.Tensor[] {
    const outputs: tf.Tensor[] = [];
    const settle = (carried: CarriedMask): tf.Tensor => {
      this.waiting.delete(inputs);
      const value = compute(carried);
      Object.defineProperty(outputs, 0, { value });
      return value;
    };
    // Enumerable, so that `tf.tidy` finds the output in the list.
    const get = () => settle(undefined);
    Object.defineProperty(outputs, 0, { get, configurable: true, enumerable: true });
    this.waiting.set(inputs, settle);
    return outputs;
  }

  /** Says, in `computeMask`, which mask the inputs of a call carry. */
  tell(inputs: object, mask: tf.Tensor | null = null): void {
    this.waiting.get(inputs)?.(mask);
  }
}
