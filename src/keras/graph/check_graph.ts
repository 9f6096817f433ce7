// What calls what in a functional model. tfjs looks for a layer that is not there for ever.

/** A tensor that goes into a layer: the layer that it comes from, and which of its calls and outputs it is. */
export type Tensor = readonly [layer: string, call: number, output: number, ...rest: unknown[]];
export type Node = readonly Tensor[];

export function isTensor(value: readonly unknown[]): value is Tensor {
  const [layer, call, output] = value;
  return typeof layer === 'string' && Number.isInteger(call) && Number.isInteger(output);
}

/** A layer with its calls, of which the first has a number. */
export interface Called {
  readonly name: string;
  readonly calls: readonly Node[];
  readonly first: number;
  readonly problem: (message: string) => void;
}

/** Reports names that two layers have, tensors that are not there, and cycles. */
export function checkGraph(
  layers: readonly Called[],
  ends: Node,
  problem: (message: string) => void,
): void {
  const byName = new Map<string, Called>();
  for (const layer of layers) {
    if (byName.has(layer.name)) layer.problem('has the name of another layer of its model');
    byName.set(layer.name, layer);
  }
  const isThere = ([name, call]: Tensor): boolean => {
    const layer = byName.get(name);
    return layer !== undefined && call >= layer.first && call < layer.first + layer.calls.length;
  };
  const missing = ([name, call]: Tensor) => `reads call ${call} of '${name}', which is not there`;
  let isComplete = true;
  const check = (tensors: Node, report: (message: string) => void) => {
    for (const tensor of tensors) {
      if (isThere(tensor)) continue;
      isComplete = false;
      report(missing(tensor));
    }
  };
  for (const layer of layers) for (const call of layer.calls) check(call, layer.problem);
  check(ends, problem);
  if (isComplete) for (const layer of layersInCycles(layers)) layer.problem('reads its own output');
}

/** What is left when calls are taken away that wait for none. */
function layersInCycles(layers: readonly Called[]): Set<Called> {
  const keyOf = (name: string, call: number) => `${call} ${name}`;
  const waiting = new Map<string, { layer: Called; for: number }>();
  const readers = new Map<string, string[]>();
  const ready: string[] = [];
  for (const layer of layers) {
    layer.calls.forEach((tensors, i) => {
      const key = keyOf(layer.name, layer.first + i);
      waiting.set(key, { layer, for: tensors.length });
      if (tensors.length === 0) ready.push(key);
      for (const [name, call] of tensors) {
        const read = keyOf(name, call);
        const known = readers.get(read);
        if (known) known.push(key);
        else readers.set(read, [key]);
      }
    });
  }
  for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
    waiting.delete(key);
    for (const reader of readers.get(key) ?? []) {
      const each = waiting.get(reader);
      if (each !== undefined && --each.for === 0) ready.push(reader);
    }
  }
  return new Set([...waiting.values()].map(({ layer }) => layer));
}
