import { layerClass } from './layer_classes.js';
import type { Report } from './problems.js';
import { isSerialized, type Serialized, type SerializedLayer } from './serialized.js';
import { regularizer } from './weight_arguments.js';

/** Whether Keras regularizes the outputs of a layer. Multi-head attention passes its regularizer to inner layers. */
export function regularizesActivity({ class_name, config }: Serialized): boolean {
  const isOfOutput = layerClass(class_name).mask !== 'attendsInHeads';
  return isOfOutput && isSerialized(config.activity_regularizer);
}

/** Removes the regularizer of its outputs from a layer: a layer after it does the same. */
export function takeActivityRegularizer(
  layer: SerializedLayer,
  problem: Report,
): readonly [SerializedLayer, Serialized?] {
  if (!regularizesActivity(layer)) return [layer];
  const { activity_regularizer, ...config } = layer.config;
  const known = regularizer(activity_regularizer, 'activity_regularizer', problem);
  return [
    { ...layer, config },
    known ? { class_name: 'ActivityRegularization', config: known.config } : undefined,
  ];
}
