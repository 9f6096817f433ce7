import type { CalledLayer } from './check_graph.js';
import type { KerasHistory } from './history.js';

// Since Keras 3.8, MultiHeadAttention removes the masks from its inputs, so layers that Keras calls later read these
// inputs without a mask. Keras calls layers in the order of their depth, the longest path to an output, the deepest
// first.

export interface MaskedLayer extends CalledLayer {
  readonly takesMasks: boolean;
  /** Whether its calls use the masks that their inputs carry. */
  readonly readsMasks: boolean;
}

/** Whether a call of a layer, given by its number, reads a tensor after its mask was removed. */
export type IsTaken = (layer: MaskedLayer, call: number, tensor: KerasHistory) => boolean;

/** The graph must be complete and without cycles. */
export function takenMasks(layers: readonly MaskedLayer[]): IsTaken {
  const takers = layers.filter(({ takesMasks }) => takesMasks);
  if (takers.length === 0) return () => false;
  const depths = depthsOf(layers);
  const calls = takers.flatMap((layer) =>
    layer.nodes.map((inputs, i) => ({
      layer,
      key: keyOf(layer.name, layer.firstNode + i),
      inputs,
    })),
  );
  return (layer, call, [name, node, tensor]) => {
    const key = keyOf(layer.name, call);
    const depth = depths.get(key) ?? 0;
    return calls.some((taker) => {
      const reads = taker.inputs.some(
        (each) => each[0] === name && each[1] === node && each[2] === tensor,
      );
      if (!reads || taker.key === key) return false;
      const takerDepth = depths.get(taker.key) ?? 0;
      if (takerDepth === depth && layer.readsMasks) {
        layer.problem(
          `reads the mask of '${name}', which '${taker.layer.name}' removes, and it is not known which of the two ` +
            'Keras calls first',
        );
      }
      return takerDepth > depth;
    });
  };
}

function keyOf(name: string, call: number): string {
  return `${call} ${name}`;
}

/** The depth of each call. */
function depthsOf(layers: readonly MaskedLayer[]): Map<string, number> {
  const inputs = new Map<string, Set<string>>();
  const readers = new Map<string, number>();
  for (const layer of layers) {
    layer.nodes.forEach((node, i) => {
      const sources = new Set(node.map(([name, call]) => keyOf(name, call)));
      inputs.set(keyOf(layer.name, layer.firstNode + i), sources);
      for (const source of sources) readers.set(source, (readers.get(source) ?? 0) + 1);
    });
  }
  const depths = new Map<string, number>();
  const ready = [...inputs.keys()].filter((key) => !readers.has(key));
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    const depth = depths.get(key) ?? 0;
    for (const source of inputs.get(key) ?? []) {
      depths.set(source, Math.max(depths.get(source) ?? 0, depth + 1));
      const left = (readers.get(source) ?? 0) - 1;
      readers.set(source, left);
      if (left === 0) ready.push(source);
    }
  }
  return depths;
}
