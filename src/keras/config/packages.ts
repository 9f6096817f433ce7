import { isRegisteredByUser, nameOfClass } from './identity.js';
import type { Serialized } from './serialized.js';

// Layers that packages register with Keras and whose definitions equal those of a layer here.

type Config = Serialized['config'];

const layers: Readonly<Record<string, (config: Config) => string>> = {
  'Addons>GELU': ({ approximate }) => (approximate === false ? 'Gelu' : 'GeluNew'),
  'Addons>Maxout': () => 'Maxout',
  'Addons>Sparsemax': () => 'Sparsemax',
};

/**
 * The layer that is equivalent to a layer of a package; the same layer if there is none, or if the user has
 * registered it.
 */
export function layerOfPackage<Layer extends Serialized>(layer: Layer): Layer {
  const name = nameOfClass(layer);
  if (!Object.hasOwn(layers, name) || isRegisteredByUser(name)) return layer;
  const { approximate, ...config } = layer.config;
  return {
    ...{ ...layer, class_name: layers[name](layer.config), config },
    ...{ module: 'tfjs_advanced_activations', registered_name: null },
  };
}
