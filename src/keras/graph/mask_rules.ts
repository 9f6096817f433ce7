import { show } from '../../arguments/show.js';
import { layerClass, type MaskUse } from '../config/layer_classes.js';
import type { Report } from '../config/problems.js';
import { isOurClass } from '../config/registry.js';
import { isSerialized, type Serialized, unwrapped } from '../config/serialized.js';
import { isKeras3, isStandaloneBefore24 } from '../config/version.js';
import {
  type Call,
  type Carried,
  countCall,
  type Difference,
  hand,
  type Mask,
  NONE,
  newMask,
  type Run,
} from './masks.js';

// What each layer does with masks, in Keras and in tfjs.

type Layer = Serialized & { readonly problem: Report };

/** What holds of the layers that use masks in one way. */
interface Rule {
  /** What the outputs carry; reports what differs from Keras. */
  readonly outputs: (layer: Layer, inputs: readonly Carried[], run: Run) => readonly Carried[];
  /** Whether an input may differ from Keras at the steps that a mask leaves out; by default it may not. */
  readonly mayDiffer?: (
    layer: Layer,
    inputs: readonly Carried[],
    difference: Difference,
    run: Run,
  ) => boolean;
}

export function callOfLayer(layer: Serialized, problem: Report): Call {
  const called = { ...layer, problem };
  const { outputs, mayDiffer } = ruleOf(layer);
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
  const mask = layerClass(class_name).mask ?? (isOurClass(class_name) ? 'passes' : undefined);
  return mask === undefined ? ends : rules[mask];
}

export function makesMask({ class_name, config }: Serialized): boolean {
  return class_name === 'Masking' || (class_name === 'Embedding' && config.mask_zero === true);
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

const normalizes: Rule = {
  outputs: passes.outputs,
  mayDiffer: ({ config }) => [config.axis ?? -1].flat().every(isLastAxis),
};

/** Of a tensor that has steps and features. */
function isLastAxis(axis: unknown): boolean {
  return axis === -1 || axis === 2;
}

const cannot: Rule = {
  outputs({ problem }, [first = NONE], run) {
    if (first.keras ?? run.handed) problem('has a mask, which tfjs cannot take there');
    return [NONE];
  },
};

const averages: Rule = {
  outputs({ problem }, [first = NONE]) {
    if (first.keras) problem('averages the steps that its mask keeps, and tfjs all of them');
    return [NONE];
  },
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
      'has a mask that Keras adds to its last axes, where here it leaves out time steps',
    );
    return [passed];
  },
  mayDiffer: () => true,
};

function difference({ problem }: Layer, { keras }: Carried, message: string): Difference {
  return { mask: keras, report: () => problem(message) };
}

const reads: Rule = {
  outputs(layer, [first = NONE], run) {
    compare(first.keras, run.handed, layer.problem);
    return outputsOfRecurrent(layer, first, run);
  },
  mayDiffer: (_, [first], { mask }) => first.keras === mask,
};

function compare(keras: Mask, handed: Mask, problem: Report): void {
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
  const { return_sequences, return_state } =
    isPair && isSerialized(config.layer) ? config.layer.config : config;
  if (return_sequences !== true) return [NONE];
  const { keras, tfjs } = first;
  const isZeroed = isPair && keras !== null && !isStandaloneBefore24(version);
  const differs = isZeroed
    ? difference(
        layer,
        first,
        'returns sequences behind a mask, and something reads its masked steps, which are 0 in Keras and not in ' +
          'tfjs: leave out mask_zero and Masking, or let only recurrent layers read it',
      )
    : undefined;
  const sequence = { keras, tfjs, differs };
  const sequences = isPair && config.merge_mode === null ? [sequence, sequence] : [sequence];
  // tfjs gives the mask of the first output to all of them.
  return return_state === true ? [...sequences, { keras: null, tfjs }] : sequences;
}

const wraps: Rule = {
  outputs(layer, inputs, run) {
    const [first = NONE] = inputs;
    const passed = passedOn(inputs);
    const { layer: inner } = unwrapped(layer);
    const { mask } = layerClass(inner.class_name);
    const reads = mask === 'reads' || mask === 'cannot';
    const readsInKeras =
      mask === 'averages' || (mask === 'softmax' && !isStandaloneBefore24(run.version));
    if (reads ? (first.keras ?? run.handed) : readsInKeras && first.keras) {
      layer.problem(
        `wraps a ${inner.class_name} that has a mask, which tfjs does not divide into steps`,
      );
    }
    return [makesMask(inner) ? { ...passed, keras: newMask(run) } : passed];
  },
  mayDiffer: (layer) => !makesMask(unwrapped(layer).layer),
};

/** The masks that tfjs makes of sums, which have an axis too many. */
const SUM = 'sum';

const merges: Rule = {
  outputs({ problem }, inputs, run) {
    const theirs = inputs.map(({ tfjs }) => tfjs);
    // tfjs leaves out the last of the masks, and puts an axis before the first.
    if (theirs.length > 2 && theirs.some((mask) => mask !== null)) {
      if (theirs.slice(0, -1).includes(null)) {
        problem('takes inputs with a mask and without, which tfjs cannot');
      }
    }
    const tfjs = theirs[0] == null ? null : `${SUM} ${newMask(run)}`;
    return [{ ...passedOn(inputs), keras: mergedInKeras(inputs, run), tfjs }];
  },
  mayDiffer: (_, inputs, { mask }, run) => mergedInKeras(inputs, run) === mask,
};

function mergedInKeras(inputs: readonly Carried[], { version }: Run): Mask {
  const masks = [...new Set(inputs.flatMap(({ keras }) => keras ?? []))].sort();
  return masks.length > 1 ? `${ruleOfKeras(version)}(${masks})` : (masks[0] ?? null);
}

/** How Keras makes one mask of several. */
function ruleOfKeras(version: string): string {
  return isKeras3(version) ? 'any' : 'all';
}

const joins: Rule = {
  outputs({ config, problem }, inputs, run) {
    const ofSums = inputs.filter(({ tfjs }) => tfjs?.startsWith(SUM)).length;
    if (ofSums > 0 && ofSums < inputs.length) {
      problem('joins the mask of a sum with others, which tfjs cannot');
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
    ruleOfKeras(version),
  );
}

function joined(masks: readonly Mask[], axis: unknown, rule: string): Mask {
  if (masks.every((mask) => mask === null)) return null;
  const isLast = isLastAxis(axis ?? -1);
  if (isLast && masks.every((mask) => mask === masks[0])) return masks[0];
  return `${isLast ? rule : show(axis)}(${masks})`;
}

const rules: Readonly<Record<MaskUse, Rule>> = {
  ...{ makes, passes, normalizes, wraps, reads, cannot, averages, softmax, merges, joins },
};
