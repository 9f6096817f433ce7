import { isObject, type Serialized } from './serialized.js';
import { fusesAttention, headsTakeMasks, masksSoftmaxOutput } from './version.js';

/**
 * The arguments of a multi-head layer that depend on the version of Keras: how masked scores are treated, see
 * `layers/attention_masks.ts`, and which of the given masks are ignored.
 */
export function headsOfVersion(layer: Serialized, version: string): Serialized['config'] {
  const masked_scores = maskedScores(layer, version);
  const { unmasked = [], tensors } = layer.config;
  // The mask that the query carries replaces the given mask.
  const isLost =
    Array.isArray(tensors) && tensors.includes('query_mask') && headsTakeMasks(version);
  if (!isLost) return { masked_scores };
  return { masked_scores, unmasked: [unmasked, 'query_mask'].flat() };
}

/** Keras has an op for attention, and computes it step by step in cases that the op does not support. */
function maskedScores(layer: Serialized, version: string): 'added' | 'replaced' | 'zeroed' {
  if (!fusesAttention(version)) return 'added';
  const { dropout = 0, return_attention_scores: returnsScores = false } = layer.config;
  if (dropout === 0 && returnsScores === false && rankOf(layer) === 3) return 'replaced';
  return masksSoftmaxOutput(version) ? 'zeroed' : 'added';
}

/** The rank of the query, which all files except `.h5` files contain. */
function rankOf({ build_config }: Serialized): number {
  const { shapes_dict } = isObject(build_config) ? build_config : {};
  const shape = isObject(shapes_dict) ? shapes_dict.query_shape : undefined;
  return Array.isArray(shape) ? shape.length : 3;
}
