import { layerClass } from '../config/layer_classes.js';
import type { Report } from '../config/problems.js';
import { layersOf, type Serialized } from '../config/serialized.js';
import { headsTakeMasks, isKeras3 } from '../config/version.js';
import { endsOf } from './calls.js';
import { type CalledLayer, checkGraph } from './check_graph.js';
import type { InboundNode, KerasHistory } from './history.js';
import { callOfGraph, madeWhenRun } from './masks.js';
import type { Named, Part, Takes, TranslatedLayer, TranslatedModel } from './translated.js';

/** The layers of a functional model with the calls that connect them, and its inputs and outputs. */
export function functional(
  translated: readonly TranslatedLayer[],
  model: Serialized,
  version: string,
  problem: Report,
): TranslatedModel {
  const models = new Set(
    translated.flatMap(({ name, source }) => (layersOf(source) ? [name] : [])),
  );
  // In Keras 2 and in tfjs, the first node of an inner model is its own, and its calls follow. In Keras 3 it has only
  // its calls.
  const isShifted = isKeras3(version) && models.size > 0;
  const renumbered = (node: InboundNode): InboundNode =>
    isShifted
      ? node.map(
          ([layer, index, ...rest]): KerasHistory => [
            layer,
            models.has(layer) ? index + 1 : index,
            ...rest,
          ],
        )
      : node;
  const graph = translated.map(
    ({ name, source, problem, nodes }): CalledLayer => ({
      name,
      problem,
      firstNode: models.has(name) ? 1 : 0,
      nodes: isInput(source) ? [[]] : nodes.map(renumbered), // An input has one call, without inputs.
    }),
  );
  // Keras 3 also counts the first node of a functional model where it lists the inputs and outputs of a model.
  const functionals = new Set(
    translated.flatMap(({ name, source }) => (source.class_name === 'Functional' ? [name] : [])),
  );
  const renumberedEnds = (ends: InboundNode): InboundNode =>
    ends.flatMap((end) => (functionals.has(end[0]) ? [end] : renumbered([end])));
  const inputs = renumberedEnds(endsOf(model.config.input_layers));
  const outputs = renumberedEnds(endsOf(model.config.output_layers));
  checkGraph(graph, [...inputs, ...outputs], problem);

  const byName = new Map(translated.map((each) => [each.name, each] as const));
  const rename = (node: InboundNode) => node.map((history) => readInTfjs(history, byName));
  const nameInTfjs = (name: string) => byName.get(name)?.layer.name ?? name;
  return {
    config: {
      layers: withDistinctInputs(
        translated.flatMap((each, i) => connected(each, graph[i].nodes.map(rename))),
      ),
      input_layers: inputs.map(([name, ...rest]) => [nameInTfjs(name), ...rest]),
      output_layers: rename(outputs),
    },
    call: madeWhenRun(() => {
      const layers = translated.map((each, i) => ({
        ...graph[i],
        call: each.call,
        takesMasks: takesMasks(each, version),
        readsMasks: readsMasks(each),
      }));
      return callOfGraph(layers, inputs, outputs);
    }),
  };
}

function takesMasks({ source }: TranslatedLayer, version: string): boolean {
  return layerClass(source.class_name).takesMasks === true && headsTakeMasks(version);
}

function readsMasks({ source, hasMask }: TranslatedLayer): boolean {
  if (hasMask) return false;
  return layerClass(source.class_name).mask !== undefined || layersOf(source) !== undefined;
}

function isInput({ class_name }: Serialized): boolean {
  return class_name === 'InputLayer';
}

/** What the readers of a tensor read in tfjs: that of the last layer that was inserted after its layer, if there is one. */
function readInTfjs(
  [name, index, tensor, ...rest]: KerasHistory,
  byName: ReadonlyMap<string, TranslatedLayer>,
): KerasHistory {
  const { layer, behind, outputs } = byName.get(name) ?? {};
  const last = outputs !== undefined && tensor < outputs ? behind?.at(-1)?.layer : undefined;
  return [(last ?? layer)?.name ?? name, index, tensor, ...rest];
}

/** A layer and the layers around it, with their calls. */
function connected(
  { source, before, layer, behind, outputs, hasMask }: TranslatedLayer,
  nodes: readonly InboundNode[],
): readonly Connected[] {
  // Most layers have no others around them. A mask that is given has a layer before its reader.
  if (before.length + behind.length === 0) {
    return [{ ...layer, inbound_nodes: isInput(source) ? [] : nodes }];
  }
  const { inputs, taken } = taking(nodes, hasMask);
  let firsts = inputs.map((node): InboundNode => node.slice(0, 1));
  const all: Connected[] = [];
  const add = (each: Named, nodes: readonly InboundNode[], outputs: number) => {
    all.push({ ...each, inbound_nodes: nodes });
    firsts = nodes.map(
      (_, index): InboundNode =>
        Array.from(
          { length: outputs },
          (_, tensor): KerasHistory => [each.name, index, tensor, {}],
        ),
    );
  };
  const around = ({ layer, takes }: Part, outputs: number) =>
    add(
      layer,
      firsts.map((node, i) => [...node, ...taken(takes, i)]),
      outputs,
    );
  for (const part of before) around(part, 1);
  if (isInput(source)) {
    all.push({ ...layer, inbound_nodes: [] });
    firsts = [[[layer.name, 0, 0, {}]]];
  } else {
    add(
      layer,
      firsts.map((node, i): InboundNode => [...node, ...inputs[i].slice(1)]),
      outputs,
    );
  }
  for (const part of behind) around(part, outputs);
  return all;
}

/** The inputs of each call without the mask, and the inputs that a layer around it takes. */
function taking(nodes: readonly InboundNode[], hasMask: boolean) {
  const inputs = hasMask ? nodes.map((node) => node.slice(0, -1)) : nodes;
  const taken = (takes: Takes | undefined, call: number): InboundNode => {
    if (takes === 'inputs') return inputs[call];
    return takes === 'mask' && hasMask ? nodes[call].slice(-1) : [];
  };
  return { inputs, taken };
}

/** A layer in a functional model of tfjs. */
type Connected = Named & { readonly inbound_nodes: readonly InboundNode[] };

/**
 * The same layers, none of which is called with one tensor twice: tfjs would count it twice among the readers of the
 * tensor, and dispose it before the last one has read it. Another layer passes it on.
 */
function withDistinctInputs(layers: readonly Connected[]): readonly Serialized[] {
  const names = new Set(layers.map(({ name }) => name));
  return layers.flatMap((layer) => {
    if (layer.inbound_nodes.every(({ length }) => length < 2)) return [layer];
    const added: Connected[] = [];
    const again = (history: KerasHistory): KerasHistory => {
      let count = 0;
      while (names.has(`${layer.name}_again_${count}`)) count++;
      const name = `${layer.name}_again_${count}`;
      names.add(name);
      const config = { name, activation: 'linear' };
      added.push({ class_name: 'Activation', name, config, inbound_nodes: [[history]] });
      return [name, 0, 0, {}];
    };
    const inbound_nodes = layer.inbound_nodes.map((node) => {
      const seen = new Set<string>();
      return node.map((history) => {
        const key = JSON.stringify(history.slice(0, 3));
        if (seen.has(key)) return again(history);
        seen.add(key);
        return history;
      });
    });
    return [...added, { ...layer, inbound_nodes }];
  });
}
