import * as tf from '@tensorflow/tfjs';

type Apply = Parameters<tf.layers.Layer['apply']>;

/**
 * The `kwargs` of a call of a recurrent layer. When a model runs, all its layers share the `kwargs`, and another
 * layer may have left its initial states there; the states of this layer are among its inputs.
 */
export function withOwnStates(inputs: Apply[0], kwargs: Apply[1]): Apply[1] {
  const { initialState, constants, ...others } = kwargs ?? {};
  const isOfModel = Array.isArray(inputs) && inputs[0] instanceof tf.Tensor;
  return isOfModel ? others : { ...kwargs };
}
