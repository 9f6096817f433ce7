import { OP } from './layer_classes.js';
import { plain, type Serialized, type SerializedLayer } from './serialized.js';

// Inputs of shape [batch]: tfjs gives each input an axis in addition to the batch, also when it predicts and trains,
// which an op removes behind the input.

/** Whether it is an input with only a batch axis. */
export function isScalarInput({ class_name, config }: Serialized): boolean {
  return class_name === 'InputLayer' && shapeOf(config)?.length === 1;
}

function shapeOf({ batch_shape, batch_input_shape }: Serialized['config']): unknown[] | undefined {
  const shape = plain(batch_shape ?? batch_input_shape);
  return Array.isArray(shape) ? shape : undefined;
}

/** An input with the axis that tfjs adds, and the layer that removes it. */
export function withAxis(input: SerializedLayer): readonly [SerializedLayer, Serialized] {
  const { batch_shape, batch_input_shape, ...config } = input.config;
  const shape = [...(shapeOf(input.config) ?? []), 1];
  const constants = { axis: [1] };
  return [
    { ...input, config: { ...config, batch_input_shape: shape } },
    { class_name: OP, config: { op: 'squeeze', tensors: ['x'], constants } },
  ];
}
