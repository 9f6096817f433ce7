import { PREFIX } from './class_name.js';
import { isObject, layersOf, type Serialized, type SerializedLayer } from './serialized.js';

// In Keras 2, a layer may be called with `training=True`, which then applies to everything that the model does.

/** Whether each call of a layer has `training=True`, and the layer is not a model. */
export function isInTrainingMode(source: SerializedLayer): boolean {
  const { inbound_nodes: nodes } = source;
  if (!Array.isArray(nodes) || nodes.length === 0 || layersOf(source) !== undefined) return false;
  return nodes.every((node) => {
    const tensor = Array.isArray(node) && Array.isArray(node[0]) ? node[0] : node;
    return Array.isArray(tensor) && isObject(tensor[3]) && tensor[3].training === true;
  });
}

export const TRAINING_MODE = `${PREFIX}TrainingMode`;

/** The layer that always calls this layer in training mode. */
export function inTrainingMode(layer: Serialized): Serialized {
  const { trainable = true } = layer.config;
  return { class_name: TRAINING_MODE, config: { trainable, layer } };
}
