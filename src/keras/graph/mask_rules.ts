import { show } from '../../arguments/show.js';
import { supportsMasking } from '../config/layer.js';
import { isKnown, layerClass, type MaskUse } from '../config/layer_classes.js';
import { CustomReference } from '../config/made_by_user.js';
import { makesMask, someSerialized } from '../config/own_class.js';
import type { Report } from '../config/problems.js';
import { isOurClass } from '../config/registry.js';
import { isSerialized, layersOf, type Serialized, unwrapped } from '../config/serialized.js';
import {
  failsAttentionMask,
  headsReadMasks,
  isKeras3,
  isStandaloneBefore24,
  masksScores,
  mergesByAny,
} from '../config/version.js';
import {
  ALL,
  type Call,
  type Carried,
  countCall,
  type Difference,
  hand,
  inputOf,
  type Mask,
  NONE,
  newMask,
  type Run,
} from './masks.js';

// How each layer treats masks, in Keras and in tfjs.

type Layer = Serialized & { readonly place: string; readonly problem: Report };

/** The rule for layers that treat masks in the same way. */
interface Rule {
  /** The masks that the outputs carry; reports differences from Keras. */
  readonly outputs: (layer: Layer, inputs: readonly Carried[], run: Run) => readonly Carried[];
  /** Whether an input may differ from Keras at masked steps; by default it may not. */
  readonly mayDiffer?: (
    layer: Layer,
    inputs: readonly Carried[],
    difference: Difference,
    run: Run,
  ) => boolean;
}

/** @param rule Default: that of its class. */
export function callOfLayer(
  layer: Serialized,
  place: string,
  problem: Report,
  rule = ruleOf(layer),
): Call {
  const called = { ...layer, place, problem };
  const { outputs, mayDiffer } = rule;
  return (inputs, run) => {
    countCall(run);
    for (const { differs } of inputs) {
      if (differs && !mayDiffer?.(called, inputs, differs, run)) differs.report();
    }
    hand(inputs, run);
    return outputs(called, inputs, run);
  };
}

function ruleOf({ class_name }: Serialized): Rule {
  const isOnlyOurs = !isKnown(class_name) && isOurClass(class_name);
  const mask = isOnlyOurs ? 'passes' : layerClass(class_name).mask;
  return mask === undefined ? ends : rules[mask];
}

/** A custom layer passes a mask on if it declares so, and may use all steps together. */
export function ruleOfUser(translated: Serialized): Rule | undefined {
  if (translated.class_name !== CustomReference.className) return undefined;
  return supportsMasking(translated) ? { outputs: passes.outputs } : ends;
}

const ends: Rule = { outputs: () => [NONE] };

const makes: Rule = {
  outputs(layer, _, run) {
    if (!makesMask(layer)) return [NONE];
    const mask = newMask(run);
    return [{ keras: mask, tfjs: mask }];
  },
};

const passes: Rule = {
  outputs: (_, inputs) => [passedOn(inputs)],
  mayDiffer: () => true,
};

/** The mask of the first input, and any difference. */
function passedOn(inputs: readonly Carried[]): Carried {
  const [first = NONE] = inputs;
  return { ...first, differs: inputs.find(({ differs }) => differs)?.differs };
}

const passesEach: Rule = { outputs: (_, inputs) => inputs, mayDiffer: () => true };

const passesInKeras3: Rule = {
  outputs: (_, inputs, { version }) =>
    [passedOn(inputs)].map((each) => (isKeras3(version) ? each : { ...each, keras: null })),
  mayDiffer: () => true,
};

const lost: Rule = {
  outputs: (_, [first = NONE], { version }) => [
    isKeras3(version) ? { keras: first.keras, tfjs: null } : NONE,
  ],
};

const mayDoNothing: Rule = {
  outputs: (layer, inputs, run) => (doesNothing(layer) ? lost : ends).outputs(layer, inputs, run),
};

/** Whether it may return an input of steps and features unchanged. */
function doesNothing({ class_name, config }: Serialized): boolean {
  const isEach = (value: unknown, expected: number) =>
    [value].flat().every((each) => each === expected);
  switch (class_name) {
    case 'Reshape':
      return Array.isArray(config.target_shape) && config.target_shape.length === 2;
    case 'Permute':
      return String(config.dims) === '1,2';
    case 'UpSampling1D':
      return isEach(config.size, 1);
    default:
      return isEach(config.cropping ?? config.padding, 0);
  }
}

const mixes: Rule = { outputs: passes.outputs };

const normalizes: Rule = {
  outputs: passes.outputs,
  mayDiffer: ({ config }) => [config.axis ?? -1].flat().every(isLastAxis),
};

/** For a tensor of steps and features. */
function isLastAxis(axis: unknown): boolean {
  return axis === -1 || axis === 2;
}

const cannot: Rule = {
  outputs({ problem }, [first = NONE], run) {
    if (first.keras ?? run.handed) problem('has a mask, which tfjs does not support here');
    return [NONE];
  },
};

const averages: Rule = {
  outputs(layer, [first = NONE], run) {
    compare(layer, first.keras, { ...run, handed: first.tfjs });
    return [NONE];
  },
  mayDiffer: (_, [first], { mask }) => first.keras === mask,
};

const softmax: Rule = {
  outputs(layer, inputs, { version }) {
    const [first = NONE] = inputs;
    const passed = passedOn(inputs);
    if (first.keras === null) return [passed];
    if (isStandaloneBefore24(version)) {
      return [{ ...passed, differs: difference(layer, first, 'has a mask that Keras ignores') }];
    }
    layer.problem(
      'has a mask, which Keras applies to the last axes and this package to time steps',
    );
    return [passed];
  },
  mayDiffer: () => true,
};

function difference({ problem }: Layer, { keras }: Carried, message: string): Difference {
  return { mask: keras, report: () => problem(message) };
}

const reads: Rule = {
  outputs(layer, inputs, run) {
    const [first = NONE] = inputs;
    compare(layer, first.keras, run);
    const { return_sequences, go_backwards, stateful } = recurrentOf(layer).config;
    const hasStates = inputs.length > 1 || stateful === true;
    const isSame = return_sequences === true && go_backwards !== true && !isKeras3(run.version);
    if (first.keras !== null && hasStates && !isSame) layer.problem(STATES);
    return outputsOfRecurrent(layer, first);
  },
  mayDiffer: (_, [first], { mask }) => first.keras === mask,
};

const STATES =
  'has initial states and a mask, for which Keras (depending on its backend) and tfjs return different values before ' +
  'the first unmasked step: remove mask_zero and Masking';

function compare({ place, problem }: Layer, keras: Mask, { handed, noteStale }: Run): void {
  if (keras === handed || (keras === null && handed === ALL)) return;
  if (keras === null) noteStale(place, problem);
  else {
    problem(
      'has a mask in Keras, which tfjs does not pass to it: split the model before it, or remove mask_zero and Masking',
    );
  }
}

function outputsOfRecurrent(layer: Layer, first: Carried): readonly Carried[] {
  const { return_sequences, return_state } = recurrentOf(layer).config;
  const { keras, tfjs } = first;
  if (return_sequences !== true) return [NONE];
  const sequence = { keras, tfjs };
  const sequences = Array.from({ length: sequencesOf(layer) }, () => sequence);
  // tfjs gives the mask of the first output to all of them.
  return return_state === true ? [...sequences, { keras: null, tfjs }] : sequences;
}

/** The layer that a `Bidirectional` wraps, or the layer itself. */
function recurrentOf(layer: Serialized): Serialized {
  const { layer: wrapped } = layer.config;
  return layer.class_name === 'Bidirectional' && isSerialized(wrapped) ? wrapped : layer;
}

/** The number of outputs of a recurrent layer that are sequences, or their last steps. */
export function sequencesOf({ class_name, config }: Serialized): number {
  return class_name === 'Bidirectional' && config.merge_mode === null ? 2 : 1;
}

/** The number of tensors that a layer returns: one, unless it is recurrent. */
export function outputsOf(layer: Serialized): number {
  const { class_name, config } = recurrentOf(layer);
  if (layerClass(layer.class_name).mask !== 'reads' || config.return_state !== true) {
    return sequencesOf(layer);
  }
  const cell = isSerialized(config.cell) ? config.cell.class_name : class_name;
  const states = /LSTM/.test(cell) ? 2 : 1;
  return sequencesOf(layer) + (layer.class_name === 'Bidirectional' ? 2 * states : states);
}

/**
 * Which outputs of a recurrent layer Keras, unlike tfjs, sets to 0 at masked steps: all, or those before the first
 * unmasked step; `undefined` for none. tfjs repeats the last output, and at the start the state.
 */
export function zeroedOutput(
  layer: Serialized,
  hasStates: boolean,
  version: string,
): 'all' | 'start' | undefined {
  const { mask } = layerClass(layer.class_name);
  const { return_sequences, zero_output_for_mask, stateful } = recurrentOf(layer).config;
  if (mask !== 'reads' || return_sequences !== true) return undefined;
  const isPair = layer.class_name === 'Bidirectional' && !isStandaloneBefore24(version);
  if (isPair || zero_output_for_mask === true) return 'all';
  return hasStates || stateful === true ? 'start' : undefined;
}

const given: Rule = {
  outputs(_, [first = NONE, mask], run) {
    if (mask === undefined) return [{ ...first, tfjs: ALL }];
    const name = run.given.get(mask) ?? newMask(run);
    run.given.set(mask, name);
    return [{ ...first, keras: name, tfjs: name }];
  },
  mayDiffer: () => true,
};

const merged: Rule = {
  outputs: (_, [sum = NONE, ...inputs], run) => [
    {
      ...sum,
      tfjs: mergedMask(
        inputs.map(({ tfjs }) => tfjs),
        run,
      ),
    },
  ],
  mayDiffer: () => true,
};

const zeroes: Rule = {
  outputs(layer, inputs, run) {
    compare(layer, inputs[0]?.keras ?? null, run);
    return inputs;
  },
};

const wraps: Rule = {
  outputs(layer, inputs, run) {
    const [first = NONE] = inputs;
    const passed = passedOn(inputs);
    const { layer: inner } = unwrapped(layer);
    const { mask } = layerClass(inner.class_name);
    const isModel = layersOf(inner) !== undefined;
    if (isModel && (first.keras ?? run.handed ?? (someSerialized(inner, makesMask) || null))) {
      layer.problem('wraps a model and has a mask, which tfjs does not split into steps');
    }
    const reads = mask === 'reads' || mask === 'cannot';
    const readsInKeras =
      mask === 'averages' || (mask === 'softmax' && !isStandaloneBefore24(run.version));
    if (reads ? (first.keras ?? run.handed) : readsInKeras && first.keras) {
      layer.problem(
        `wraps a ${inner.class_name} that has a mask, which tfjs does not split into steps`,
      );
    }
    return [makesMask(inner) ? { ...passed, keras: newMask(run) } : passed];
  },
  mayDiffer: (layer) => !makesMask(unwrapped(layer).layer),
};

const ATTENDED = ['query', 'value', 'key'];

/** @param hasHeads Whether it is multi-head attention, which also uses the mask of the key. */
function attention(hasHeads: boolean): Rule {
  return {
    outputs(layer, inputs, run) {
      const { config, place, problem } = layer;
      if (!hasHeads && failsAttentionMask(run.version) && inputs.some(({ keras }) => keras)) {
        problem('has a mask, which the version of Keras that saved it cannot use');
      }
      const names = listOr(config.tensors, ATTENDED);
      const unmasked = listOr(config.unmasked, []);
      const isLost = hasHeads && !headsReadMasks(run.version);
      const seen = inputs.map(({ keras, tfjs }, i) => ({
        keras: isLost ? null : keras,
        tfjs: unmasked.includes(names[i]) || tfjs === ALL ? null : tfjs,
      }));
      for (const [i, { keras, tfjs }] of seen.entries()) {
        const isRead = ATTENDED.includes(names[i]) && (hasHeads || names[i] !== 'key');
        if (!isRead || keras === tfjs || names.includes(`${names[i]}_mask`)) continue;
        if (keras === null) run.noteStale(inputOf(place, names[i]), problem);
        else problem(`has a ${names[i]} mask in Keras, which tfjs does not pass to it`);
      }
      const query = seen[names.indexOf('query')] ?? NONE;
      const scores = hasHeads && masksScores(run.version) ? query : { ...query, keras: null };
      return config.return_attention_scores === true ? [query, scores] : [query];
    },
  };
}

function listOr(value: unknown, otherwise: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value : otherwise;
}

const attends = attention(false);
const attendsInHeads = attention(true);

/** The masks that tfjs computes for sums, which have an additional axis. */
const SUM = 'sum';

const merges: Rule = {
  outputs(layer, inputs, run) {
    const { problem } = layer;
    const theirs = inputs.map(({ tfjs }) => tfjs);
    // tfjs ignores the last of the masks, and adds an axis before the first.
    if (theirs.length > 2 && theirs.some((mask) => mask !== null)) {
      if (theirs.slice(0, -1).includes(null)) {
        problem('has inputs with and without a mask, which tfjs does not support');
      }
    }
    const tfjs = theirs[0] == null ? null : `${SUM} ${newMask(run)}`;
    const made = { ...passedOn(inputs), keras: mergedInKeras(inputs, run), tfjs };
    if (!changesMasked(layer, inputs, run)) return [made];
    if (inputs.some(({ keras }) => keras !== made.keras)) problem(MULTIPLIES);
    return [{ ...made, differs: difference(layer, made, MULTIPLIES) }];
  },
  mayDiffer: (_, inputs, { mask }, run) => mergedInKeras(inputs, run) === mask,
};

const MULTIPLIES =
  'replaces masked entries by 1, which tfjs does not: remove mask_zero and Masking';

/** Since Keras 3.6, a `Multiply` replaces masked entries of an input by 1. */
function changesMasked(
  { class_name }: Layer,
  inputs: readonly Carried[],
  { version }: Run,
): boolean {
  return (
    class_name === 'Multiply' && mergesByAny(version) && inputs.some(({ keras }) => keras !== null)
  );
}

function mergedInKeras(inputs: readonly Carried[], run: Run): Mask {
  return mergedMask(
    inputs.map(({ keras }) => keras),
    run,
  );
}

/** The mask that Keras computes for a sum of inputs with masks. */
function mergedMask(masks: readonly Mask[], { version }: Run): Mask {
  const isAny = mergesByAny(version);
  if (isAny && masks.includes(null)) return null;
  const different = [...new Set(masks.flatMap((mask) => mask ?? []))].filter(
    (mask) => mask !== ALL,
  );
  if (different.length > 1) return `${isAny ? 'any' : 'all'}(${different.sort()})`;
  return different[0] ?? null;
}

const joins: Rule = {
  outputs({ config, problem }, inputs, run) {
    const ofSums = inputs.filter(({ tfjs }) => tfjs?.startsWith(SUM)).length;
    if (ofSums > 0 && ofSums < inputs.length) {
      problem('combines the mask of a sum with others, which tfjs does not support');
    }
    const tfjs = joined(
      inputs.map((each) => each.tfjs),
      config.axis,
      'all',
    );
    return [{ ...passedOn(inputs), keras: joinedInKeras(inputs, config.axis, run), tfjs }];
  },
  mayDiffer: ({ config }, inputs, { mask }, run) =>
    joinedInKeras(inputs, config.axis, run) === mask,
};

function joinedInKeras(inputs: readonly Carried[], axis: unknown, { version }: Run): Mask {
  return joined(
    inputs.map(({ keras }) => keras),
    axis,
    mergesByAny(version) ? 'any' : 'all',
  );
}

function joined(masks: readonly Mask[], axis: unknown, rule: string): Mask {
  if (masks.every((mask) => mask === null)) return null;
  const isLast = isLastAxis(axis ?? -1);
  if (isLast && masks.every((mask) => mask === masks[0])) return masks[0];
  return `${isLast ? rule : show(axis)}(${masks})`;
}

const rules: Readonly<Record<MaskUse, Rule>> = {
  'passes each': passesEach,
  'passes in Keras 3': passesInKeras3,
  'lost in tfjs': lost,
  'may do nothing': mayDoNothing,
  ...{ given, merged, zeroes, attends, attendsInHeads },
  ...{ makes, passes, mixes, normalizes, wraps, reads, cannot, averages, softmax, merges, joins },
};
