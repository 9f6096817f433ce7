/**
 * The origin of a tensor of a functional model in the format of Keras: the layer, the index of its inbound node, that
 * is, of its call, and the index of the tensor that this call returns.
 */
export type KerasHistory = readonly [
  layer: string,
  node: number,
  tensor: number,
  ...rest: unknown[],
];

/** The call of a layer: the histories of its inputs. */
export type InboundNode = readonly KerasHistory[];

export function isHistory(value: readonly unknown[]): value is KerasHistory {
  const [layer, node, tensor] = value;
  return typeof layer === 'string' && Number.isInteger(node) && Number.isInteger(tensor);
}
