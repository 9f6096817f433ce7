/**
 * Where a tensor of a functional model comes from, as Keras writes it: the layer, which of its inbound nodes, that is,
 * of its calls, and which of the tensors that this call returns.
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
