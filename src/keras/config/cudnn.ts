import { isRegisteredByUser } from './identity.js';
import { isSerialized, type Serialized } from './serialized.js';

// Layers of Keras before TensorFlow 2 that run only on NVIDIA GPUs. Each computes the same as another layer, with
// weights in another order.

type Config = Serialized['config'];

const CLASSES: Readonly<Record<string, { readonly class_name: string; readonly config: Config }>> =
  {
    CuDNNLSTM: { class_name: 'LSTM', config: {} },
    CuDNNGRU: { class_name: 'GRU', config: { reset_after: true } },
  };

/**
 * Replaces a layer, or the layer that it wraps, by one that computes the same on any device. Its weights are
 * `ofCudnn`.
 */
export function withoutCudnn<Layer extends Serialized>(layer: Layer): Layer {
  const { class_name, config } = layer;
  if (isSerialized(config.layer)) {
    return { ...layer, config: { ...config, layer: withoutCudnn(config.layer) } };
  }
  if (!Object.hasOwn(CLASSES, class_name) || isRegisteredByUser(class_name)) return layer;
  const other = CLASSES[class_name];
  const activations = { activation: 'tanh', recurrent_activation: 'sigmoid' };
  return {
    ...layer,
    class_name: other.class_name,
    config: { ...config, ...activations, ...other.config },
    ofCudnn: true,
  };
}
