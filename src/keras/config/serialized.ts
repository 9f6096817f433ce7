/** A serialized Keras object: its class and its arguments. */
export interface Serialized {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A serialized layer. In a functional model it contains the nodes that lead to it. */
export interface SerializedLayer extends Serialized {
  readonly inbound_nodes?: readonly unknown[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSerialized(value: unknown): value is Serialized {
  return isObject(value) && typeof value.class_name === 'string' && isObject(value.config);
}

/** Whether it is a layer, not an object of another kind. */
export function isLayer({ config }: Serialized): boolean {
  return 'name' in config && ('trainable' in config || 'dtype' in config);
}

/** The layers of a model; `undefined` for any other layer. */
export function layersOf({ config }: Serialized): readonly SerializedLayer[] | undefined {
  const { layers } = config;
  return Array.isArray(layers) && layers.every(isSerialized) ? layers : undefined;
}

/** A model, followed by its layers and those of the models among them. */
export function allLayersOf(model: SerializedLayer): readonly SerializedLayer[] {
  return [model, ...(layersOf(model) ?? []).flatMap(allLayersOf)];
}

export function nameOf({ class_name, config, name }: Serialized): string {
  // The config of such a layer contains the name of the node.
  const given = class_name === 'TensorFlowOpLayer' ? name : (config.name ?? name);
  return typeof given === 'string' ? given : '';
}

/** A layer without the `TimeDistributed` layers around it, and their number. */
export function unwrapped(layer: Serialized): {
  readonly layer: Serialized;
  readonly depth: number;
} {
  const { layer: wrapped } = layer.config;
  if (layer.class_name !== 'TimeDistributed' || !isSerialized(wrapped)) return { layer, depth: 0 };
  const inner = unwrapped(wrapped);
  return { layer: inner.layer, depth: inner.depth + 1 };
}

export function isStackOfCells(cell: unknown): boolean {
  return isSerialized(cell) && cell.class_name === 'StackedRNNCells';
}

/** The default name of an object of a class in Keras: `re_lu` for `ReLU`. */
export function snakeName(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The default name of the next object of a class in a list: `re_lu`, `re_lu_1`.
 *
 * @param counts How many objects with each name came before.
 */
export function numberedName(className: string, counts: Map<string, number>): string {
  const name = snakeName(className);
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/** The keys of a serialized object other than its class and its arguments. */
const METADATA = [
  'module',
  'registered_name',
  'build_config',
  'compile_config',
  'shared_object_id',
];

/** A value in the form that tfjs reads: objects without metadata, tuples as lists, and NumPy numbers as numbers. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value.class_name === '__tuple__') return plain(value.items);
  if (value.type === 'ndarray') return value.value;
  const kept = Object.entries(value).filter(([key]) => !METADATA.includes(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, plain(each)]));
}

/**
 * Visits an object or a list and all those in it, each before those that it contains.
 *
 * @param visit Called with each of them and the number of those around it.
 */
export function visitObjects(
  value: unknown,
  visit: (each: Readonly<Record<string, unknown>>, depth: number) => void,
  depth = 0,
): void {
  if (typeof value !== 'object' || value === null) return;
  const object = value as Readonly<Record<string, unknown>>;
  visit(object, depth);
  // `Object.values` takes three times as long for a large model.
  for (const key in object) {
    if (Object.hasOwn(object, key)) visitObjects(object[key], visit, depth + 1);
  }
}

/**
 * An object or a list with each value changed; the same object if nothing changes, so that large models are rarely
 * copied.
 */
export function mapped(value: object, change: (value: unknown, key: string) => unknown): object {
  if (Array.isArray(value)) {
    const list = value.map((each) => change(each, ''));
    return list.some((each, i) => each !== value[i]) ? list : value;
  }
  let changed: Record<string, unknown> | undefined;
  const object = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(object)) {
    const each = change(object[key], key);
    if (each === object[key]) continue;
    changed ??= { ...object };
    changed[key] = each;
  }
  return changed ?? object;
}

/** The same object with each argument replaced, at any depth, but not inside a replaced argument. */
export function withArguments(
  value: Serialized,
  replace: (key: string, argument: unknown) => unknown,
): Serialized {
  const visit = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    return mapped(each, (argument, key) => {
      const replaced = Array.isArray(each) ? argument : replace(key, argument);
      return replaced === argument ? visit(argument) : replaced;
    });
  };
  return visit(value) as Serialized;
}
