import type { Report } from '../config/problems.js';
import { isOfTfjs } from '../config/version.js';
import type { InboundNode, KerasHistory } from './history.js';
import { type MaskedLayer, takenMasks } from './taken_masks.js';
import type { Takes } from './translated.js';

// Which mask each layer has in Keras, and which one tfjs hands to it. In Keras it is the mask of the layer's own input,
// also within a model that is used as a layer. In tfjs it is the mask that the input of any layer had last, in the order
// in which layers run; and what comes out of a model has none. So the model is run here, with names in the place of
// masks, and a layer that reads another mask in tfjs is a problem. A layer that reads the same mask is none, however
// the mask came there. `mask_rules.ts` says what each layer does with masks.

/** The name of a mask. */
export type Mask = string | null;

/** The outputs of a layer differ from those of Keras at the steps that a mask leaves out. */
export interface Difference {
  readonly mask: Mask;
  /** Is called where something reads these steps. */
  readonly report: () => void;
}

/** What a tensor carries. */
export interface Carried {
  readonly keras: Mask;
  readonly tfjs: Mask;
  readonly differs?: Difference;
}

/** What all calls of one run share. */
export interface Run {
  /** The masks that are given as tensors, by what these carry. */
  readonly given: Map<Carried, string>;
  /** Notes the place of a layer that tfjs hands a mask which its input does not carry. */
  readonly noteStale: (place: string, problem: Report) => void;
  /** What is in `kwargs.mask` of tfjs. */
  handed: Mask;
  /** How many masks were made. */
  made: number;
  /** How often a layer was called: models in models may double this again and again. */
  calls: number;
  readonly version: string;
}

/** A call of a layer or a model: from what its inputs carry to what its outputs carry, of which the last may be many. */
export type Call = (inputs: readonly Carried[], run: Run) => readonly Carried[];

export const NONE: Carried = { keras: null, tfjs: null };

/** Stands for a mask that leaves nothing out. */
export const ALL: Mask = 'all steps';

/**
 * Reports what a model would compute otherwise for its masks.
 *
 * @param noteStale Is called with the place of each layer that is handed a mask which its input does not carry.
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

/** An input of a layer, among what is noted. */
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

/** A model as a layer: in tfjs, masks neither come out of it nor go into it, except for what is in `kwargs`. */
export function callOfModel(model: Call): Call {
  const withoutMask = (carried: readonly Carried[]) =>
    carried.map((each) => ({ ...each, tfjs: null }));
  return (inputs, run) => {
    hand(inputs, run);
    return withoutMask(model(withoutMask(inputs), run));
  };
}

/** No mask comes out of an op of Keras. The layer that it is in tfjs passes on the mask of its input. */
export const endKerasMask: Call = (inputs) => inputs.map((each) => ({ ...each, keras: null }));

/** One after another, each on what the one before makes. */
export function callInTurn(calls: readonly Call[]): Call {
  return (inputs, run) => calls.reduce((carried, call) => call(carried, run), inputs);
}

/** What stands before or behind a layer. */
export interface CallOfPart {
  readonly call: Call;
  readonly takes?: Takes;
}

/** A layer between others. A mask that its calls are given is the last input. */
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

/** The layers of a graph that is complete and has no cycles. */
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
    // As tfjs sorts: depth first, the last input of a layer before its others.
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
