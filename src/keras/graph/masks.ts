import type { Report } from '../config/problems.js';
import { isOfTfjs } from '../config/version.js';
import type { InboundNode, KerasHistory } from './history.js';
import { type MaskedLayer, takenMasks } from './taken_masks.js';
import type { Takes } from './translated.js';

// Compares the mask that each layer receives in Keras and in tfjs. In Keras it is the mask of the layer's own input,
// also inside a model that is used as a layer. In tfjs it is the mask that the input of any layer had last, in the
// order in which layers run, and the outputs of an inner model have none. So the model is run here, with names
// instead of masks, and a layer that reads another mask in tfjs is a problem. A layer that reads the same mask is
// not, however the mask got there. `mask_rules.ts` describes how each layer treats masks.

/** The name of a mask. */
export type Mask = string | null;

/** The outputs of a layer differ from those of Keras at masked steps. */
export interface Difference {
  readonly mask: Mask;
  /** Called when a layer reads these steps. */
  readonly report: () => void;
}

/** The masks that a tensor carries. */
export interface Carried {
  readonly keras: Mask;
  readonly tfjs: Mask;
  readonly differs?: Difference;
}

/** The state that all calls of one run share. */
export interface Run {
  /** The masks that are given as tensors, keyed by what these carry. */
  readonly given: Map<Carried, string>;
  /** Records the place of a layer that receives a mask in tfjs which its input does not carry. */
  readonly noteStale: (place: string, problem: Report) => void;
  /** The value of `kwargs.mask` in tfjs. */
  handed: Mask;
  /** The number of masks that were created. */
  made: number;
  /** The number of calls of layers: nested models can multiply it. */
  calls: number;
  readonly version: string;
}

/**
 * A call of a layer or a model: maps what its inputs carry to what its outputs carry. The last one may stand for
 * several.
 */
export type Call = (inputs: readonly Carried[], run: Run) => readonly Carried[];

export const NONE: Carried = { keras: null, tfjs: null };

/** A mask that masks nothing. */
export const ALL: Mask = 'all steps';

/**
 * Reports where masks would make a model compute something else than in Keras.
 *
 * @param noteStale Called with the place of each layer that receives a mask which its input does not carry.
 */
export function checkMasks(model: Call, version: string, noteStale: Run['noteStale']): void {
  if (isOfTfjs(version)) return;
  const run = {
    given: new Map(),
    noteStale,
    handed: null,
    made: 0,
    calls: 0,
    version,
  };
  const outputs = model([NONE], run);
  for (const { differs } of outputs) differs?.report();
}

/** The key of an input of a layer in the records. */
export function inputOf(place: string, name: string): string {
  return `${place}#${name}`;
}

const MOST_CALLS = 1e5;

export function countCall(run: Run): void {
  if (++run.calls <= MOST_CALLS) return;
  throw new Error(`The model has more than ${MOST_CALLS} calls of layers, nested calls included`);
}

export function newMask(run: Run): string {
  return `mask ${++run.made}`;
}

/** What tfjs does before it runs a layer. */
export function hand(inputs: readonly Carried[], run: Run): void {
  if (inputs.some(({ tfjs }) => tfjs !== null)) run.handed = inputs[0].tfjs;
}

/** A model as a layer: in tfjs, masks neither enter nor leave it, except through `kwargs`. */
export function callOfModel(model: Call): Call {
  const withoutMask = (carried: readonly Carried[]) =>
    carried.map((each) => ({ ...each, tfjs: null }));
  return (inputs, run) => {
    hand(inputs, run);
    return withoutMask(model(withoutMask(inputs), run));
  };
}

/** The output of a Keras op carries no mask. The layer that replaces it in tfjs passes on the mask of its input. */
export const endKerasMask: Call = (inputs) => inputs.map((each) => ({ ...each, keras: null }));

/** The call that `make` returns, made when it is first run. The calls of a model without masks are never run. */
export function madeWhenRun(make: () => Call): Call {
  let call: Call | undefined;
  return (inputs, run) => {
    call ??= make();
    return call(inputs, run);
  };
}

/** Runs calls one after another, each on the outputs of the one before. */
export function callInTurn(calls: readonly Call[]): Call {
  return (inputs, run) => calls.reduce((carried, call) => call(carried, run), inputs);
}

/** A layer before or after another layer. */
export interface CallOfPart {
  readonly call: Call;
  readonly takes?: Takes;
}

/** A layer with layers around it. A mask that is passed to its calls is the last input. */
export function callAmong(
  before: readonly CallOfPart[],
  layer: Call,
  behind: readonly CallOfPart[],
  hasMask: boolean,
): Call {
  return (inputs, run) => {
    const own = hasMask ? inputs.slice(0, -1) : inputs;
    const [first, ...others] = own;
    const taken = { mask: hasMask ? inputs.slice(-1) : [], inputs: own };
    const through = (parts: readonly CallOfPart[], first: readonly Carried[]) => {
      let carried = first;
      for (const { call, takes } of parts) {
        carried = call(takes ? carried.concat(taken[takes]) : carried, run);
      }
      return carried;
    };
    return through(behind, layer([...through(before, [first]), ...others], run));
  };
}

/** The layers of a graph, which must be complete and without cycles. */
export function callOfGraph(
  layers: readonly (MaskedLayer & { readonly call: Call })[],
  inputs: InboundNode,
  outputs: InboundNode,
): Call {
  const byName = new Map(layers.map((layer) => [layer.name, layer] as const));
  const keyOf = ([name, node, tensor]: KerasHistory) => `${node} ${tensor} ${name}`;
  return (carried, run) => {
    const known = new Map(inputs.map((input, i) => [keyOf(input), carried[i] ?? NONE] as const));
    const carriedBy = (history: KerasHistory) => known.get(keyOf(history)) ?? NONE;
    // In the order of tfjs: depth first, the last input of a layer before the others.
    const waiting = [...outputs].reverse();
    const isEntered = new Set<string>();
    const isTaken = takenMasks(layers);
    for (let each = waiting.at(-1); each !== undefined; each = waiting.at(-1)) {
      const key = keyOf(each);
      const [name, node, tensor] = each;
      const layer = byName.get(name);
      const sources = layer?.nodes[node - layer.firstNode] ?? [];
      if (!known.has(key) && !isEntered.has(key)) {
        isEntered.add(key);
        waiting.push(...sources);
        continue;
      }
      waiting.pop();
      if (known.has(key)) continue;
      const inputs = sources.map((source) => {
        const carried = carriedBy(source);
        const isLost = carried.keras !== null && layer && isTaken(layer, node, source);
        return isLost ? { ...carried, keras: null } : carried;
      });
      const made = layer?.call(inputs, run) ?? [];
      known.set(key, made[Math.min(tensor, made.length - 1)] ?? NONE);
    }
    return outputs.map(carriedBy);
  };
}
