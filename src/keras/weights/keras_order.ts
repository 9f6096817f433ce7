import { layersOf, type Serialized } from '../config/serialized.js';
import { isKeras3 } from '../config/version.js';
import type { Translation } from '../translate.js';
import type { LayerSlots, Owner, Slot } from './slots.js';

// The order in which Keras lists the weights of the layers of a model, where a layer may be a model.

type Parts = Omit<LayerSlots, 'leaf'>;

const NONE: Parts = { all: [], trainable: [], nonTrainable: [] };

/**
 * The layers with weights of the outermost model, in its order. The weights of an inner model are those of its
 * layers.
 */
export function outerLayers(
  { topology }: Translation,
  layers: readonly LayerSlots[],
  version: string,
): Owner[] {
  const byName = new Map(layers.map((each) => [each.leaf.translatedPath.join('/'), each]));
  const partsOf = (layer: Serialized, holders: readonly string[]): Parts => {
    const path = [...holders, String(layer.config.name)];
    const inner = layersOf(layer);
    if (inner === undefined) {
      return byName.get(path.join('/')) ?? NONE;
    }
    const parts = inner.map((each) => partsOf(each, path));
    const all = parts.flatMap((part) => part.all);
    // Keras 3 lists the weights of a frozen model in their order. Other models first list those of the layers that
    // are not frozen.
    if (isKeras3(version) && layer.config.trainable === false) {
      return { all, trainable: [], nonTrainable: all };
    }
    return {
      all,
      trainable: parts.flatMap(({ trainable }) => trainable),
      nonTrainable: parts.flatMap(({ nonTrainable }) => nonTrainable),
    };
  };
  return (layersOf(topology) ?? []).flatMap((layer) => {
    const slots = listed(partsOf(layer, []));
    if (slots.length === 0) return [];
    const { path, place } = slots[0].leaf;
    const [model, ...rest] = place.split('/layers/');
    return [
      {
        name: path[1],
        place: `${model}/layers/${rest[0]}`,
        className: layersOf(layer) ? layer.class_name : slots[0].leaf.source.class_name,
        slots,
      },
    ];
  });
}

function listed({ trainable, nonTrainable }: Parts): readonly Slot[] {
  return [...trainable, ...nonTrainable];
}
