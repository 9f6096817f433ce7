import { isObject, type Serialized } from './serialized.js';
import { fusesAttention, headsTakeMasks, masksSoftmaxOutput } from './version.js';

/**
 * What a layer of several heads is told of the Keras that saved it: what becomes of the scores that masks leave out, see
 * `layers/attention_masks.ts`, and which masks do not count although the call gives them.
 */
export function headsOfVersion(layer: Serialized, version: string): Serialized['config'] {
  const masked_scores = maskedScores(layer, version);
  const { unmasked = [], tensors } = layer.config;
  // The mask that the query carries takes its place.
  const isLost =
    Array.isArray(tensors) && tensors.includes('query_mask') && headsTakeMasks(version);
  if (!isLost) return { masked_scores };
  return { masked_scores, unmasked: [unmasked, 'query_mask'].flat() };
}

/** Keras has an op for attention, and computes it step by step where that does not do. */
function maskedScores(layer: Serialized, version: string): 'added' | 'replaced' | 'zeroed' {
  if (!fusesAttention(version)) return 'added';
  const { dropout = 0, return_attention_scores: returnsScores = false } = layer.config;
  if (dropout === 0 && returnsScores === false && rankOf(layer) === 3) return 'replaced';
  return masksSoftmaxOutput(version) ? 'zeroed' : 'added';
}

/** The rank of the query, which a file says unless it is an `.h5` file. */
function rankOf({ build_config }: Serialized): number {
  const { shapes_dict } = isObject(build_config) ? build_config : {};
  const shape = isObject(shapes_dict) ? shapes_dict.query_shape : undefined;
  return Array.isArray(shape) ? shape.length : 3;
}
