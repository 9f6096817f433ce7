import { isObject, type Serialized, type SerializedLayer } from './serialized.js';

/**
 * The kinds of the layers of a model, as text. Layers of one kind differ only in their names, their inputs and the sizes
 * of these, and are translated once: a large model has few kinds.
 */
export class LayerKinds {
  private readonly known = new WeakMap<Serialized, string>();

  of(layer: Serialized): string {
    let kind = this.known.get(layer);
    if (kind === undefined) {
      kind = describe(layer);
      this.known.set(layer, kind);
    }
    return kind;
  }

  /** One layer of each kind. */
  oneOfEach<Layer extends Serialized>(layers: readonly Layer[]): readonly Layer[] {
    return [...new Map(layers.map((layer) => [this.of(layer), layer])).values()];
  }
}

function describe({ name, inbound_nodes, build_config, config, ...layer }: SerializedLayer) {
  const kind = JSON.stringify([layer, { ...config, name: typeof config.name }]);
  // The layers of a model that is an argument are named after the layer.
  const ownName = kind.includes('"layers":') ? config.name : '';
  const ranks = isObject(build_config) ? ranksIn(build_config) : '';
  return kind.replace(OBJECT_IDS, '') + ownName + ranks;
}

const OBJECT_IDS = /,"shared_object_id":\d+/g;

/** Of the shapes of its inputs, only the ranks have a meaning for a layer. */
function ranksIn(config: object): string {
  return JSON.stringify(config).replace(/\d+|null/g, '_');
}
