import { isObject, type Serialized, type SerializedLayer } from './serialized.js';

// Most layers of a large model differ from others only in their names, their inputs and the sizes of these.

/** The translated layers of a model, each kind translated once. */
export class DistinctLayers {
  private readonly translated = new Map<string, Serialized>();

  /**
   * The translation of a layer, under its own name or under that of a layer like it.
   *
   * @param translate Returns the translation, and whether layers like it have the same.
   */
  translate(
    layer: Serialized,
    translate: () => { readonly translated: Serialized; readonly isShared: boolean },
  ): Serialized {
    const kind = kindOf(layer);
    const known = this.translated.get(kind);
    if (known) return known;
    const { translated, isShared } = translate();
    if (isShared) this.translated.set(kind, translated);
    return translated;
  }
}

/** One layer of each kind. */
export function distinct<Layer extends Serialized>(layers: readonly Layer[]): readonly Layer[] {
  return [...new Map(layers.map((layer) => [kindOf(layer), layer])).values()];
}

const kinds = new WeakMap<Serialized, string>();

/** Equal for layers that differ only in their names, their inputs and the sizes of these. */
function kindOf(layer: Serialized): string {
  const known = kinds.get(layer);
  if (known !== undefined) return known;
  const kind = describe(layer);
  kinds.set(layer, kind);
  return kind;
}

function describe({ name, inbound_nodes, build_config, config, ...layer }: SerializedLayer) {
  const kind = JSON.stringify([layer, { ...config, name: typeof config.name }]);
  // The layers of a model that is an argument are named after the layer.
  const ownName = kind.includes('"layers":') ? config.name : '';
  return `${kind.replace(OBJECT_IDS, '')}${ownName}${isObject(build_config) ? ranksIn(build_config) : ''}`;
}

const OBJECT_IDS = /,"shared_object_id":\d+/g;

/** Of the shapes of its inputs, only the ranks have a meaning for a layer. */
function ranksIn(config: object): string {
  return JSON.stringify(config).replace(/\d+|null/g, '_');
}
