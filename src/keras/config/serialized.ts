/** What Keras writes of an object: its class and its arguments. */
export interface Serialized {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** What it writes of a layer: of one in a functional model, with the nodes that lead to it. */
export interface SerializedLayer extends Serialized {
  readonly inbound_nodes?: readonly unknown[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSerialized(value: unknown): value is Serialized {
  return isObject(value) && typeof value.class_name === 'string' && isObject(value.config);
}

/** Whether an argument of this name is an activation: `activation`, `recurrent_activation`. */
export function isActivationKey(key: string): boolean {
  return /(^|_)activation$/.test(key);
}

/** @param version Of the Keras that saved a model. */
export function isKeras3(version: string): boolean {
  return Number.parseInt(version, 10) >= 3;
}

/** The layers of a model; `undefined` of any other layer. */
export function layersOf({ config }: Serialized): readonly SerializedLayer[] | undefined {
  const { layers } = config;
  return Array.isArray(layers) && layers.every(isSerialized) ? layers : undefined;
}

export function nameOf({ config, name }: Serialized): string {
  const given = config.name ?? name;
  return typeof given === 'string' ? given : '';
}
