import * as tf from '@tensorflow/tfjs';
import { asNumbers } from '../layers/as_numbers.js';

type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/**
 * The arguments of a call with a mask that tfjs can transpose on webgpu. There, tfjs does not change booleans in memory
 * when it casts them to numbers, and its shader does not compile for them. So the mask has numbers in memory, which
 * tfjs takes for booleans.
 */
export function withStoredMask(kwargs: Kwargs): Kwargs {
  if (!(kwargs?.mask instanceof tf.Tensor) || tf.getBackend() !== 'webgpu') return kwargs;
  return { ...kwargs, mask: Object.assign(asNumbers(kwargs.mask), { dtype: 'bool' }) };
}
