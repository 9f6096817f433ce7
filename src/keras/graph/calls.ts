import { show } from '../../arguments/show.js';
import type { Report } from '../config/problems.js';
import { isObject, isSerialized, plain, type SerializedLayer } from '../config/serialized.js';
import { type InboundNode, isHistory, type KerasHistory } from './history.js';

// Reads the calls of layers in the formats of Keras 2 and Keras 3.

/** `...` in a slice. */
export const ELLIPSIS = 'ellipsis';

/** A tensor of a functional model as an argument. */
export class KerasTensor {
  constructor(readonly history: KerasHistory) {}
}

/** A call: tensors are {@link KerasTensor}, alone or in lists; other arguments are constants. */
export interface LayerCall {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Without the arguments of the call, which Keras 2 appends. */
function tensorAt([layer, node, tensor]: KerasHistory): KerasTensor {
  return new KerasTensor([layer, node, tensor, {}]);
}

/** The calls of a layer of a functional model. */
export function callsOf({ inbound_nodes = [] }: SerializedLayer, problem: Report): LayerCall[] {
  if (!Array.isArray(inbound_nodes)) {
    problem(`has calls that are not a list. Received: ${show(inbound_nodes)}`);
    return [];
  }
  return inbound_nodes.flatMap((node) => {
    const call = isObject(node) ? callOfKeras3(node) : callOfKeras2(node);
    if (call === undefined) problem(`is called without arguments. Received: ${show(node)}`);
    return call ?? [];
  });
}

/** `{ args: [tensor or tensors], kwargs }`. */
function callOfKeras3({
  args,
  kwargs = {},
}: Readonly<Record<string, unknown>>): LayerCall | undefined {
  if (!Array.isArray(args) || !isObject(kwargs)) return undefined;
  const { training, ...given } = kwargs; // `predict` and `fit` determine the value.
  return { args: args.map(ofKeras3), kwargs: mapObject(given, ofKeras3) };
}

function ofKeras3(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofKeras3);
  if (!isObject(value)) return value;
  const { config, class_name } = value;
  if (isSerialized(value)) {
    const history = value.config.keras_history;
    if (class_name === '__keras_tensor__' && Array.isArray(history) && isHistory(history)) {
      return new KerasTensor(history);
    }
    if (class_name === '__slice__') return value.config;
    if (class_name === '__ellipsis__') return ELLIPSIS;
    if (class_name === '__numpy__' || class_name === '__tensor__') return value.config.value;
    if (class_name === 'DTypePolicy') return value.config.name;
  }
  if (class_name === '__tuple__') return ofKeras3(value.items ?? config);
  return mapObject(value, ofKeras3);
}

/** Replaces a tensor if a constant was given: `['_CONSTANT_VALUE', -1, 2.5, kwargs]`. */
const CONSTANT = '_CONSTANT_VALUE';

/** `[[layer, node, tensor, kwargs], …]`. A single input may be given without a list. */
function callOfKeras2(node: unknown): LayerCall | undefined {
  if (!Array.isArray(node)) return undefined;
  const isOne = isHistory(node) || node[0] === CONSTANT;
  const given = isOne ? node : node[0];
  const first = isOne ? firstArgument(node) : node.map(firstArgument);
  const kwargs = Array.isArray(given) && isObject(given[3]) ? given[3] : {};
  return { args: [first], kwargs: mapObject(kwargs, ofKeras2) };
}

function firstArgument(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value[0] === CONSTANT) return value[2];
  return isHistory(value) ? tensorAt(value) : value.map(firstArgument);
}

function ofKeras2(value: unknown): unknown {
  if (Array.isArray(value)) return isHistory(value) ? tensorAt(value) : value.map(ofKeras2);
  if (!isObject(value)) return value;
  return value.class_name === '__ellipsis__' ? ELLIPSIS : mapObject(value, ofKeras2);
}

function mapObject(
  object: Readonly<Record<string, unknown>>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The tensors of an argument; `undefined` if it contains anything else. */
export function historiesOf(argument: unknown): InboundNode | undefined {
  const given = [argument].flat();
  return given.every((each) => each instanceof KerasTensor)
    ? given.map(({ history }) => history)
    : undefined;
}

/** The tensors in an argument, at any depth. */
export function tensorsIn(argument: unknown): KerasHistory[] {
  if (argument instanceof KerasTensor) return [argument.history];
  if (Array.isArray(argument)) return argument.flatMap(tensorsIn);
  return isObject(argument) ? Object.values(argument).flatMap(tensorsIn) : [];
}

export function hasTensor(argument: unknown): boolean {
  return tensorsIn(argument).length > 0;
}

/** A constant as shown in an error. */
export function showArgument(argument: unknown): string {
  return hasTensor(argument) ? 'a tensor' : show(plain(argument));
}

/** Keras sorts named inputs by name. */
function sorted<T>(entries: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The inputs or outputs of a model. A single one may be given without a list, and they may have names. */
export function endsOf(value: unknown): InboundNode {
  if (isObject(value)) return sorted(Object.entries(value)).flatMap(([, end]) => endsOf(end));
  if (!Array.isArray(value)) return [];
  return isHistory(value) ? [value] : value.flatMap(endsOf);
}
