import type * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { unwrapped } from '../config/serialized.js';
import type { Leaf } from '../translate.js';

function innermost(layer: tf.layers.Layer): tf.layers.Layer {
  const { layer: inner } = layer as { layer?: tf.layers.Layer };
  return inner === undefined ? layer : innermost(inner);
}

/**
 * tfjs can normalize up to four axes, and computes the statistics of a batch along the last axis only. The rank is
 * known when the layer is built.
 *
 * @returns The problem, if tfjs does not support the normalization.
 */
export function problemOfAxes({ source }: Leaf, layer: tf.layers.Layer): string | undefined {
  const { layer: inner, depth } = unwrapped(source);
  const { class_name, config } = inner;
  if (!/^(Batch|Layer)Normalization$/.test(innermost(layer).getClassName())) return undefined;
  const rank = (layer.inboundNodes[0]?.inputTensors[0]?.rank ?? 0) - depth;
  const [axis] = [config.axis ?? -1].flat();
  const isLast = class_name !== 'BatchNormalization' || axis === -1 || axis === rank - 1;
  if (isLast && rank <= 4) return undefined;
  return (
    'must have an input of rank 4 or less, and a BatchNormalization the last axis as its axis. ' +
    `Received: rank ${rank}, axis=${show(config.axis)}`
  );
}
