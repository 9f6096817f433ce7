import type { Report } from '../config/problems.js';
import type { InboundNode, KerasHistory } from './history.js';

// Checks that a functional model can be run: tfjs would search forever for a layer that does not exist.

/** A layer of a functional model with its calls. */
export interface CalledLayer {
  readonly name: string;
  readonly nodes: readonly InboundNode[];
  /** The number of its first node. */
  readonly firstNode: number;
  readonly problem: Report;
}

/** Reports duplicate names of layers, tensors that do not exist, and cycles. */
export function checkGraph(
  layers: readonly CalledLayer[],
  ends: InboundNode,
  problem: Report,
): void {
  const byName = new Map<string, CalledLayer>();
  for (const layer of layers) {
    if (byName.has(layer.name)) layer.problem('has the same name as another layer of the model');
    byName.set(layer.name, layer);
  }
  const exists = ([name, node]: KerasHistory): boolean => {
    const layer = byName.get(name);
    if (layer === undefined) return false;
    return node >= layer.firstNode && node < layer.firstNode + layer.nodes.length;
  };
  let isComplete = true;
  const check = (histories: InboundNode, report: Report) => {
    for (const history of histories) {
      if (exists(history)) continue;
      isComplete = false;
      report(`reads call ${history[1]} of '${history[0]}', which does not exist`);
    }
  };
  for (const layer of layers) for (const node of layer.nodes) check(node, layer.problem);
  check(ends, problem);
  if (isComplete)
    for (const layer of layersInCycles(layers)) layer.problem('depends on its own output');
}

/** The layers that remain when calls without unresolved inputs are removed repeatedly. */
function layersInCycles(layers: readonly CalledLayer[]): Set<CalledLayer> {
  const keyOf = (name: string, node: number) => `${node} ${name}`;
  const waiting = new Map<string, { layer: CalledLayer; inputs: number }>();
  const readers = new Map<string, string[]>();
  const ready: string[] = [];
  for (const layer of layers) {
    layer.nodes.forEach((histories, i) => {
      const key = keyOf(layer.name, layer.firstNode + i);
      waiting.set(key, { layer, inputs: histories.length });
      if (histories.length === 0) ready.push(key);
      for (const [name, node] of histories) {
        const source = keyOf(name, node);
        const known = readers.get(source);
        if (known) known.push(key);
        else readers.set(source, [key]);
      }
    });
  }
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    waiting.delete(key);
    for (const reader of readers.get(key) ?? []) {
      const each = waiting.get(reader);
      if (each !== undefined && --each.inputs === 0) ready.push(reader);
    }
  }
  return new Set([...waiting.values()].map(({ layer }) => layer));
}
