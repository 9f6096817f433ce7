import * as tf from '@tensorflow/tfjs';

type Apply = Parameters<tf.layers.Layer['apply']>;

/**
 * What tfjs tells a recurrent layer in a call. In a model that runs, the `kwargs` are those of all its layers, and
 * another one may have left its initial states there; those of this layer are among its inputs.
 */
export function withOwnStates(inputs: Apply[0], kwargs: Apply[1]): Apply[1] {
  const { initialState, constants, ...others } = kwargs ?? {};
  const isOfModel = Array.isArray(inputs) && inputs[0] instanceof tf.Tensor;
  return isOfModel ? others : { ...kwargs };
}
