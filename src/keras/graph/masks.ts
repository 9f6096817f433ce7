import { show } from '../../arguments/show.js';
import { isOurs } from '../../layers/brand.js';
import { classOf } from '../config/identity.js';
import { isKeras3, isSerialized, type Serialized } from '../config/serialized.js';
import type { Called, Node, Tensor } from './check_graph.js';

// Which mask each layer has in Keras, and which tfjs hands to it. Keras: that of the layer's own input, also within a
// model that is used as a layer. tfjs: whichever mask the input of any layer had last, in the order in which layers
// run; and what comes out of a model has none. So the model is run here, with names in the place of masks, and a layer
// that reads another mask in tfjs is a problem. One that reads the same one is none, however it came there.

/** The name of a mask. */
type Mask = string | null;

/** A mask, and who says that outputs at its steps differ from those of Keras. */
interface Difference {
  readonly mask: Mask;
  readonly report: () => void;
}

/** What a tensor carries. */
export interface Carried {
  readonly keras: Mask;
  readonly tfjs: Mask;
  readonly differs?: Difference;
}

/** What is shared by all calls of one run. */
interface Run {
  /** What stands in tfjs's `kwargs.mask`. */
  handed: Mask;
  /** How many masks were made. */
  made: number;
  /** How often a layer was called: models in models may double this again and again. */
  calls: number;
  readonly version: string;
}

/** A call of a layer or a model: from what its inputs carry to what its outputs do, of which the last may be many. */
export type Call = (inputs: readonly Carried[], run: Run) => readonly Carried[];

const MOST_CALLS = 1e5;
const NONE: Carried = { keras: null, tfjs: null };

/** The masks that tfjs makes of sums, which have an axis too many. */
const SUM = 'sum';

const RECURRENT = /^(RNN|SimpleRNN|GRU|LSTM|Bidirectional)$/;
const CANNOT = /^(ConvLSTM2D|MultiHeadAttention)$/;
const MERGES = /^(Add|Subtract|Multiply|Average|Maximum|Minimum)$/;
/** Pass a mask on, and compute each step by itself; the input layer of a sequential model is one of its layers. */
const BY_STEP =
  /^(InputLayer|Dense|Activation|(Spatial|Gaussian|Alpha)?Dropout(1D)?|GaussianNoise|BatchNormalization)$/;

/** Reports what a model would compute otherwise for its masks. */
export function checkMasks(model: Call, version: string): void {
  if (/^tfjs/.test(version)) return;
  const outputs = model([NONE], { handed: null, made: 0, calls: 0, version });
  for (const { differs } of outputs) differs?.report();
}

export function callOfLayer(layer: Serialized, problem: (message: string) => void): Call {
  return (inputs, run) => {
    if (++run.calls > MOST_CALLS) {
      throw new Error(
        `The model calls its layers more than ${MOST_CALLS} times, one within another`,
      );
    }
    const called = { ...layer, problem };
    for (const { differs } of inputs) {
      if (differs && !mayDiffer(layer, inputs, differs, run)) differs.report();
    }
    return outputsOf(called, inputs, run);
  };
}

/** A model as a layer: no mask comes out of it in tfjs, or goes into it but by what stands in `kwargs`. */
export function callOfModel(model: Call): Call {
  const withoutMask = (carried: readonly Carried[]) =>
    carried.map((each) => ({ ...each, tfjs: null }));
  return (inputs, run) => {
    hand(inputs, run);
    return withoutMask(model(withoutMask(inputs), run));
  };
}

/** One after another, each on what the one before makes. */
export function callInTurn(calls: readonly Call[]): Call {
  return (inputs, run) => calls.reduce((carried, call) => call(carried, run), inputs);
}

/** No mask comes out of an op of Keras, and out of the layer that it is in tfjs the mask of its input does. */
export const endKerasMask: Call = (inputs) => inputs.map((each) => ({ ...each, keras: null }));

/** The layers of a graph, which is complete and has no cycles. */
export function callOfGraph(
  layers: readonly (Called & { readonly call: Call })[],
  inputs: Node,
  outputs: Node,
): Call {
  const byName = new Map(layers.map((layer) => [layer.name, layer] as const));
  const keyOf = ([name, call, output]: Tensor) => `${call} ${output} ${name}`;
  return (carried, run) => {
    const known = new Map(inputs.map((tensor, i) => [keyOf(tensor), carried[i] ?? NONE] as const));
    const carriedBy = (tensor: Tensor) => known.get(keyOf(tensor)) ?? NONE;
    // As tfjs sorts: depth first, the last input of a layer before its others.
    const waiting = [...outputs].reverse();
    const isEntered = new Set<string>();
    for (let tensor = waiting.at(-1); tensor !== undefined; tensor = waiting.at(-1)) {
      const key = keyOf(tensor);
      const [name, call, output] = tensor;
      const layer = byName.get(name);
      const sources = layer?.calls[call - layer.first] ?? [];
      if (!known.has(key) && !isEntered.has(key)) {
        isEntered.add(key);
        waiting.push(...sources);
        continue;
      }
      waiting.pop();
      if (known.has(key)) continue;
      const made = layer?.call(sources.map(carriedBy), run) ?? [];
      known.set(key, made[Math.min(output, made.length - 1)] ?? NONE);
    }
    return outputs.map(carriedBy);
  };
}

/** What tfjs does before it runs a layer. */
function hand(inputs: readonly Carried[], run: Run): void {
  if (inputs.some(({ tfjs }) => tfjs !== null)) run.handed = inputs[0].tfjs;
}

type Layer = Serialized & { readonly problem: (message: string) => void };

function outputsOf(layer: Layer, inputs: readonly Carried[], run: Run): readonly Carried[] {
  const { class_name, config, problem } = layer;
  const [first = NONE] = inputs;
  hand(inputs, run);
  const passed = { ...first, differs: inputs.find(({ differs }) => differs)?.differs };
  if (makesMask(layer)) {
    const mask = newMask(run);
    return [{ keras: mask, tfjs: mask }];
  }
  if (RECURRENT.test(class_name)) {
    compare(first.keras, run.handed, problem);
    return outputsOfRecurrent(layer, first, run);
  }
  if (CANNOT.test(class_name)) {
    if (first.keras ?? run.handed) problem('has a mask, which tfjs cannot take there');
    return [NONE];
  }
  if (class_name === 'GlobalAveragePooling1D' && first.keras) {
    problem('averages the steps that its mask keeps, and tfjs all of them');
  }
  if (class_name === 'TimeDistributed') return [wrapped(layer, first, passed, run)];
  if (class_name === 'Softmax' && first.keras) {
    if (isBefore24(run.version)) return [{ ...passed, differs: differenceOf(layer, first) }];
    problem('has a mask that Keras adds to its last axes, where here it leaves out time steps');
  }
  if (MERGES.test(class_name)) return [merged(inputs, passed, run, problem)];
  if (class_name === 'Concatenate') {
    const ofSums = inputs.filter(({ tfjs }) => tfjs?.startsWith(SUM)).length;
    if (ofSums > 0 && ofSums < inputs.length) {
      problem('joins the mask of a sum with others, which tfjs cannot');
    }
    return [concatenated(config.axis ?? -1, inputs, passed, run)];
  }
  return [passesOn(class_name) ? passed : NONE];
}

function compare(keras: Mask, handed: Mask, problem: (message: string) => void): void {
  if (keras === handed) return;
  problem(
    `${
      handed === null
        ? 'has a mask in Keras, which tfjs does not hand to it'
        : 'is handed a mask by tfjs that its input does not carry'
    }: split the model before it, or leave out mask_zero and Masking`,
  );
}

function outputsOfRecurrent(layer: Layer, first: Carried, { version }: Run): readonly Carried[] {
  const { class_name, config } = layer;
  const isPair = class_name === 'Bidirectional';
  const own = isPair && isSerialized(config.layer) ? config.layer.config : config;
  const { tfjs } = first;
  if (own.return_sequences !== true) return [NONE];
  // tfjs gives the mask of the first output to all of them.
  const states = own.return_state === true ? [{ keras: null, tfjs }] : [];
  const isZeroed = isPair && first.keras !== null && !isBefore24(version);
  const sequence = isZeroed
    ? { keras: first.keras, tfjs, differs: differenceOf(layer, first) }
    : { keras: first.keras, tfjs };
  const isSplit = isPair && config.merge_mode === null;
  return [sequence, ...(isSplit ? [sequence] : []), ...states];
}

function differenceOf({ class_name, problem }: Layer, { keras }: Carried): Difference {
  const report = () =>
    problem(
      class_name === 'Bidirectional'
        ? 'returns sequences behind a mask, and something reads its masked steps, which are 0 in Keras and not in ' +
            'tfjs: leave out mask_zero and Masking, or let only recurrent layers read it'
        : 'has a mask that Keras ignores',
    );
  return { mask: keras, report };
}

/** Standalone Keras, which had neither zeroes for masked steps nor a softmax that reads a mask. */
function isBefore24(version: string): boolean {
  return /^(1|2\.[0-3])\.\d+$/.test(version);
}

function wrapped(layer: Layer, first: Carried, passed: Carried, run: Run): Carried {
  let inner: unknown = layer.config.layer;
  while (isSerialized(inner) && inner.class_name === 'TimeDistributed') inner = inner.config.layer;
  if (!isSerialized(inner)) return passed;
  const { class_name } = inner;
  const reads = RECURRENT.test(class_name) || CANNOT.test(class_name);
  const readsInKeras =
    class_name === 'GlobalAveragePooling1D' ||
    (class_name === 'Softmax' && !isBefore24(run.version));
  if (reads ? (first.keras ?? run.handed) : readsInKeras && first.keras) {
    layer.problem(`wraps a ${class_name} that has a mask, which tfjs does not divide into steps`);
  }
  return makesMask(inner) ? { ...passed, keras: newMask(run) } : passed;
}

/** The sum of tensors and the like. */
function merged(
  inputs: readonly Carried[],
  passed: Carried,
  run: Run,
  problem: (message: string) => void,
): Carried {
  const theirs = inputs.map(({ tfjs }) => tfjs);
  // tfjs leaves out the last of the masks, and puts an axis before the first.
  if (theirs.some((mask) => mask !== null) && theirs.length > 2) {
    if (theirs.slice(0, -1).includes(null)) {
      problem('takes inputs with a mask and without, which tfjs cannot');
    }
  }
  const masks = [...new Set(inputs.flatMap(({ keras }) => keras ?? []))].sort();
  const rule = isKeras3(run.version) ? 'any' : 'all';
  const keras = masks.length > 1 ? `${rule}(${masks})` : (masks[0] ?? null);
  return { ...passed, keras, tfjs: theirs[0] == null ? null : `${SUM} ${newMask(run)}` };
}

function concatenated(
  axis: unknown,
  inputs: readonly Carried[],
  passed: Carried,
  run: Run,
): Carried {
  const isLast = isLastAxis(axis);
  const joined = (masks: readonly Mask[], rule: string): Mask => {
    if (masks.every((mask) => mask === null)) return null;
    if (isLast && masks.every((mask) => mask === masks[0])) return masks[0];
    return `${isLast ? rule : show(axis)}(${masks})`;
  };
  const keras = joined(
    inputs.map((each) => each.keras),
    isKeras3(run.version) ? 'any' : 'all',
  );
  const tfjs = joined(
    inputs.map((each) => each.tfjs),
    'all',
  );
  return { ...passed, keras, tfjs };
}

/** Whether outputs that differ from Keras at the masked steps of an input do no harm in a layer. */
function mayDiffer(
  { class_name, config }: Serialized,
  inputs: readonly Carried[],
  { mask }: Difference,
  run: Run,
): boolean {
  if (RECURRENT.test(class_name)) return inputs[0].keras === mask;
  if (MERGES.test(class_name) || class_name === 'Concatenate') {
    const { keras } =
      class_name === 'Concatenate'
        ? concatenated(config.axis ?? -1, inputs, NONE, { ...run })
        : merged(inputs, NONE, { ...run }, () => {});
    return keras === mask;
  }
  if (class_name === 'LayerNormalization') return [config.axis ?? -1].flat().every(isLastAxis);
  if (class_name === 'TimeDistributed')
    return !(isSerialized(config.layer) && makesMask(config.layer));
  return BY_STEP.test(class_name) || isActivation(class_name);
}

/** Of what has steps and features. */
function isLastAxis(axis: unknown): boolean {
  return axis === -1 || axis === 2;
}

export function makesMask({ class_name, config }: Serialized): boolean {
  return class_name === 'Masking' || (class_name === 'Embedding' && config.mask_zero === true);
}

function newMask(run: Run): Mask {
  return `mask ${++run.made}`;
}

function passesOn(className: string): boolean {
  return (
    BY_STEP.test(className) ||
    isActivation(className) ||
    /^(LayerNormalization|TimeDistributed)$/.test(className)
  );
}

function isActivation(className: string): boolean {
  const found = classOf(className);
  return found !== undefined && isOurs(found);
}
