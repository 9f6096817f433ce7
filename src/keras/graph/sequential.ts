import { isObject, layersOf, type Serialized } from '../config/serialized.js';
import { callInTurn } from './masks.js';
import type { Part, TranslatedLayer, TranslatedModel } from './translated.js';

/** The layers of a sequential model, in order. */
export function sequential(
  translated: readonly TranslatedLayer[],
  model: Serialized,
): TranslatedModel {
  const layers = translated
    .flatMap(({ before, layer, behind }) => [...before.map(layerOf), layer, ...behind.map(layerOf)])
    .map(({ class_name, config }) => ({ class_name, config }));
  return {
    config: { layers: withInputShape(layers, model) },
    call: callInTurn(translated.map(({ call }) => call)),
  };
}

const layerOf = ({ layer }: Part) => layer;

/** A sequential model that was built by a call stores the shape of its input elsewhere. */
function withInputShape(layers: readonly Serialized[], model: Serialized): readonly Serialized[] {
  const [first, ...rest] = layers;
  if (first === undefined || 'batch_input_shape' in first.config || layersOf(first)) return layers;
  const built = isObject(model.build_config) ? model.build_config.input_shape : undefined;
  const shape = model.config.build_input_shape ?? built;
  if (!Array.isArray(shape)) return layers;
  return [{ ...first, config: { ...first.config, batch_input_shape: shape } }, ...rest];
}
