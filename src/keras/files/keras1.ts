import { isObject, isSerialized, type Serialized } from '../config/serialized.js';
import { isKeras1 } from '../config/version.js';
import type { SavedWeight, SavedWeights } from './saved_model.js';

const CLASSES = ['PReLU', 'SReLU', 'ParametricSoftplus'];

/**
 * Keras 1 does not save the shared axes of the parameters of an activation: the parameters have length 1 along them.
 */
export function withSharedAxes(
  model: Serialized,
  version: string,
  weights: SavedWeights | undefined,
): Serialized {
  if (!isKeras1(version)) return model;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const visited = Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, visit(each)]),
    );
    if (!isSerialized(visited) || !CLASSES.includes(visited.class_name)) return visited;
    const shared_axes = sharedAxes(String(visited.config.name), weights?.list ?? []);
    return { ...visited, config: { shared_axes, ...visited.config } };
  };
  return visit(model) as Serialized;
}

function sharedAxes(layer: string, weights: readonly SavedWeight[]): number[] | null {
  const parameter = weights.find(
    ({ name, group }) =>
      group === layer || /^_(alphas|t_left)(_\d+)*$/.test(name.replace(layer, '')),
  );
  const axes = (parameter?.shape ?? []).flatMap((length, axis) => (length === 1 ? [axis + 1] : []));
  return axes.length > 0 ? axes : null;
}
