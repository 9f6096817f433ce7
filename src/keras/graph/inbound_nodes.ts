import { show } from '../../arguments/show.js';
import { isOff } from '../config/ignored.js';
import type { Report } from '../config/problems.js';
import {
  isObject,
  isSerialized,
  isStackOfCells,
  type SerializedLayer,
} from '../config/serialized.js';
import { isKeras3 } from '../config/version.js';
import { type InboundNode, isHistory, type KerasHistory } from './history.js';

// The calls of layers, as Keras 2 and Keras 3 write them.

/** The calls of a layer of a functional model. */
export function inboundNodes(
  { inbound_nodes = [], config }: SerializedLayer,
  version: string,
  problem: Report,
): InboundNode[] {
  if (!Array.isArray(inbound_nodes)) {
    problem(`has calls that are no list. Received: ${show(inbound_nodes)}`);
    return [];
  }
  const nodes = inbound_nodes.map((node) =>
    isObject(node) ? nodeOfKeras3(node, version, problem) : nodeOfKeras2(node, problem),
  );
  if (isStackOfCells(config.cell) && nodes.some(({ length }) => length > 1)) {
    problem('is given the states of stacked cells, which tfjs puts in another order');
  }
  return nodes;
}

/** `{ args: [tensor or tensors], kwargs }`. */
function nodeOfKeras3(
  node: Readonly<Record<string, unknown>>,
  version: string,
  problem: Report,
): InboundNode {
  const { args, kwargs = {} } = node;
  if (!Array.isArray(args) || !isObject(kwargs)) {
    problem(`is called without arguments. Received: ${show(node)}`);
    return [];
  }
  if (args.length > 1) problem('is called with more than one argument');
  checkArguments(kwargs, isKeras3(version), problem);
  const histories = (Array.isArray(args[0]) ? args[0] : [args[0]]).map(historyOf);
  if (histories.every((history) => history !== undefined)) return histories;
  problem('is called with something else than tensors');
  return [];
}

function historyOf(tensor: unknown): KerasHistory | undefined {
  if (!isSerialized(tensor) || tensor.class_name !== '__keras_tensor__') return undefined;
  const history = tensor.config.keras_history;
  return Array.isArray(history) && isHistory(history) ? history : undefined;
}

/** `[[layer, node, tensor, kwargs], …]`. A single input may stand without a list. */
function nodeOfKeras2(node: unknown, problem: Report): InboundNode {
  const list = Array.isArray(node) ? node : [node];
  const tensors: readonly unknown[] = isHistory(list) ? [list] : list;
  if (tensors.length === 0) problem('is called without a tensor');
  return tensors.flatMap((tensor) => {
    if (!Array.isArray(tensor) || !isHistory(tensor)) {
      problem('is called with something else than tensors');
      return [];
    }
    const [layer, index, output, kwargs] = tensor;
    if (isObject(kwargs)) checkArguments(kwargs, false, problem);
    return [[layer, index, output, {}] as const];
  });
}

/** tfjs calls a layer with tensors only. In Keras 3, `predict` and `fit` decide what `training` is. */
function checkArguments(
  kwargs: Readonly<Record<string, unknown>>,
  ofKeras3: boolean,
  problem: Report,
): void {
  if (Object.values(kwargs).some(hasTensor)) {
    problem(`is called with tensors by name, ${Object.keys(kwargs).join(', ')}`);
    return;
  }
  for (const [key, value] of Object.entries(kwargs)) {
    if (isOff(value) || (ofKeras3 && key === 'training')) continue;
    problem(`is called with ${key}=${show(value)}, which tfjs ignores: call it without`);
  }
}

function hasTensor(value: unknown): boolean {
  if (historyOf(value)) return true;
  if (Array.isArray(value)) return isHistory(value) || value.some(hasTensor);
  return isObject(value) && Object.values(value).some(hasTensor);
}

/** The inputs or outputs of a model. A single one may stand without a list, and they may have names. */
export function endsOf(value: unknown): InboundNode {
  if (isObject(value)) return Object.values(value).flatMap(endsOf);
  if (!Array.isArray(value)) return [];
  return isHistory(value) ? [value] : value.flatMap(endsOf);
}
