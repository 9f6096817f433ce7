import { PREFIX } from './class_name.js';
import { isObject, layersOf, type Serialized, type SerializedLayer } from './serialized.js';

// In Keras 2, a layer may be called with `training=True`, which then holds for all that the model does.

/** Whether each call of a layer says so, and it is no model. */
export function isInTrainingMode(source: SerializedLayer): boolean {
  const { inbound_nodes: nodes } = source;
  if (!Array.isArray(nodes) || nodes.length === 0 || layersOf(source) !== undefined) return false;
  return nodes.every((node) => {
    const tensor = Array.isArray(node) && Array.isArray(node[0]) ? node[0] : node;
    return Array.isArray(tensor) && isObject(tensor[3]) && tensor[3].training === true;
  });
}

/** The layer that always calls this one so. */
export function inTrainingMode(layer: Serialized): Serialized {
  const { trainable = true } = layer.config;
  return { class_name: `${PREFIX}TrainingMode`, config: { trainable, layer } };
}
