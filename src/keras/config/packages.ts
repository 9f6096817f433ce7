import { isRegisteredByUser, nameOfClass } from './identity.js';
import type { Serialized } from './serialized.js';

// Layers that packages register with Keras, whose definitions are those of a layer here.

type Config = Serialized['config'];

const layers: Readonly<Record<string, (config: Config) => string>> = {
  'Addons>GELU': ({ approximate }) => (approximate === false ? 'Gelu' : 'GeluNew'),
  'Addons>Maxout': () => 'Maxout',
  'Addons>Sparsemax': () => 'Sparsemax',
};

/** The layer that computes what one of a package does; the same where there is none, or the user has made it known. */
export function layerOfPackage<Layer extends Serialized>(layer: Layer): Layer {
  const name = nameOfClass(layer);
  if (!Object.hasOwn(layers, name) || isRegisteredByUser(name)) return layer;
  const { approximate, ...config } = layer.config;
  return {
    ...{ ...layer, class_name: layers[name](layer.config), config },
    ...{ module: 'tfjs_advanced_activations', registered_name: null },
  };
}
