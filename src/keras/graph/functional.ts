import type { Report } from '../config/problems.js';
import { layersOf, type Serialized } from '../config/serialized.js';
import { isKeras3 } from '../config/version.js';
import { checkGraph } from './check_graph.js';
import type { InboundNode, KerasHistory } from './history.js';
import { endsOf, inboundNodes } from './inbound_nodes.js';
import { callOfGraph } from './masks.js';
import type { TranslatedLayer, TranslatedModel } from './translated.js';

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
  // In Keras 2, and in tfjs, the first node of a model in a model is its own, and its calls come after. In Keras 3 it
  // has its calls only.
  const shift = isKeras3(version) ? 1 : 0;
  const renumbered = (node: InboundNode): InboundNode =>
    node.map(
      ([layer, index, ...rest]): KerasHistory => [
        layer,
        models.has(layer) ? index + shift : index,
        ...rest,
      ],
    );
  const graph = translated.map(({ name, source, problem, call }) => {
    const nodes = inboundNodes(source, version, problem).map(renumbered);
    return {
      ...{ name, problem, call, firstNode: models.has(name) ? 1 : 0 },
      nodes: isInput(source) ? [[]] : nodes, // An input has one call, without inputs.
    };
  });
  const inputs = renumbered(endsOf(model.config.input_layers));
  const outputs = renumbered(endsOf(model.config.output_layers));
  checkGraph(graph, [...inputs, ...outputs], problem);

  const rename = renaming(translated);
  return {
    config: {
      layers: translated.flatMap((each, i) => connected(each, graph[i].nodes.map(rename))),
      input_layers: rename(inputs),
      output_layers: rename(outputs),
    },
    call: callOfGraph(graph, inputs, outputs),
  };
}

function isInput({ class_name }: Serialized): boolean {
  return class_name === 'InputLayer';
}

/** What reads a layer reads its activation, where that is a layer of its own. */
function renaming(translated: readonly TranslatedLayer[]): (node: InboundNode) => InboundNode {
  const lastNames = new Map(
    translated.map(({ name, layer, activation }) => [name, (activation ?? layer).name] as const),
  );
  return (node) =>
    node.map(([layer, ...rest]): KerasHistory => [lastNames.get(layer) ?? layer, ...rest]);
}

/** A layer with its calls, and its activation behind each of these. */
function connected(
  { source, layer, activation }: TranslatedLayer,
  nodes: readonly InboundNode[],
): readonly Serialized[] {
  const inbound_nodes = isInput(source) ? [] : nodes;
  const called = { ...layer, inbound_nodes };
  if (activation === undefined) return [called];
  const behind = inbound_nodes.map((_, index): InboundNode => [[layer.name, index, 0, {}]]);
  return [called, { ...activation, inbound_nodes: behind }];
}
