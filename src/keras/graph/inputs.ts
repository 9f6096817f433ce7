import { isOff } from '../config/ignored.js';
import { layerClass } from '../config/layer_classes.js';
import type { Report } from '../config/problems.js';
import { isStackOfCells, type Serialized, unwrapped } from '../config/serialized.js';
import { isInTrainingMode } from '../config/training_mode.js';
import { isKeras3, isOfTfjs } from '../config/version.js';
import { hasTensor, historiesOf, type LayerCall, showArgument } from './calls.js';
import type { InboundNode, KerasHistory } from './history.js';

// tfjs calls a layer with one list of tensors. Keras calls it with positional and keyword arguments.

/** The inputs of a layer in tfjs. */
export interface Inputs {
  /** The inputs of each call of the layer, followed by the mask if one is given. */
  readonly nodes: readonly InboundNode[];
  /** Whether its calls receive a mask as a tensor. */
  readonly hasMask: boolean;
  /** Whether the calls specify that there is no mask; the output of an inner model may have one nevertheless. */
  readonly saysNoMask: boolean;
  /** Whether there is no mask, whatever the inputs carry: Keras 3 uses none if states are given. */
  readonly hasNoMask: boolean;
  /** Additions to its config, for arguments that tfjs does not support in a call. */
  readonly config: Serialized['config'];
}

interface Bound {
  readonly tensors: readonly { readonly name: string; readonly history: KerasHistory }[];
  readonly mask?: KerasHistory;
  readonly options: Readonly<Record<string, unknown>>;
}

export function inputsOf(
  source: Serialized,
  calls: readonly LayerCall[],
  version: string,
  problem: Report,
): Inputs {
  const hasTraining = isInTrainingMode(source);
  const bound = calls.map((call) => bind(source, call, hasTraining, problem));
  const hasMask = bound.some(({ mask }) => mask !== undefined);
  if (hasMask && bound.some(({ mask }) => mask === undefined)) {
    problem('is called both with and without a mask: use two layers');
  }
  const nodes = bound.map(({ tensors, mask }): InboundNode => {
    const inputs = tensors.map(({ history }) => history);
    return mask ? [...inputs, mask] : inputs;
  });
  if (isStackOfCells(source.config.cell) && bound.some(({ tensors }) => tensors.length > 1)) {
    problem('receives the states of stacked cells, which tfjs orders differently');
  }
  const namesTensors = namesItsTensors(source) && !isOfTfjs(version); // tfjs saves the names.
  const configs = bound.map(({ tensors, options }) =>
    namesTensors ? { tensors: tensors.map(({ name }) => name), ...options } : options,
  );
  const [config = {}, ...others] = configs;
  if (others.some((each) => JSON.stringify(each) !== JSON.stringify(config))) {
    problem('is called with different arguments: use two layers');
  }
  const isEach = (isTrue: (call: LayerCall) => boolean) =>
    isKeras3(version) && calls.length > 0 && calls.every(isTrue);
  return {
    nodes,
    hasMask,
    saysNoMask: isEach(({ kwargs }) => kwargs.mask === null),
    hasNoMask: isEach(({ kwargs }) => kwargs.mask === undefined && hasTensor(kwargs.initial_state)),
    config,
  };
}

/** Whether its config must name the inputs, because its calls may omit some. */
function namesItsTensors({ class_name }: Serialized): boolean {
  return layerClass(class_name).call?.namesTensors === true;
}

/** @param hasTraining Whether the layer is always called in training mode. */
function bind(source: Serialized, call: LayerCall, hasTraining: boolean, problem: Report): Bound {
  const { tensors: parameters, options: optional = [] } = layerClass(
    unwrapped(source).layer.class_name,
  ).call ?? { tensors: ['inputs'] };
  if (call.args.length > parameters.length) problem('is called with more than one argument');
  const given = [
    ...parameters.map((name, i) => [name, call.args[i] ?? null] as const),
    ...Object.entries(call.kwargs),
  ];
  const tensors: { name: string; history: KerasHistory }[] = [];
  const options: Record<string, unknown> = {};
  let mask: KerasHistory | undefined;
  for (const [name, argument] of given) {
    if (isNothing(argument)) continue;
    const histories = historiesOf(argument);
    if (name === 'mask' && !parameters.includes(name)) {
      if (histories?.length === 1) [mask] = histories;
      else problem('is called with a mask that is not one tensor');
    } else if (parameters.includes(name)) {
      if (histories) tensors.push(...histories.map((history) => ({ name, history })));
      else problem(`is called with a value other than tensors for ${name}`);
    } else if (optional.includes(name) && !hasTensor(argument)) {
      if (!isOff(argument)) options[name] = argument;
    } else {
      checkArgument(name, argument, hasTraining, problem);
    }
  }
  if (tensors.length === 0) problem('is called without a tensor');
  return { tensors, mask, options };
}

function isNothing(argument: unknown): boolean {
  return (
    argument === null ||
    (Array.isArray(argument) && argument.length > 0 && argument.every(isNothing))
  );
}

function checkArgument(
  name: string,
  argument: unknown,
  hasTraining: boolean,
  problem: Report,
): void {
  if (hasTensor(argument))
    problem(`is called with a tensor for ${name}, which tfjs does not accept`);
  else if (!isOff(argument) && !(hasTraining && name === 'training')) {
    problem(`is called with ${name}=${showArgument(argument)}, which tfjs ignores: remove it`);
  }
}
