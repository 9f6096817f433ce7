import * as tf from '@tensorflow/tfjs';

/** One call of a layer in a model. Its inputs and outputs are identified by their symbolic tensors. */
export interface Call {
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
  /** The other arguments of the call. */
  readonly args: Readonly<Record<string, unknown>>;
}

export function hasArguments({ args }: Call): boolean {
  return Object.keys(args).length > 0;
}

/** The calls of a model, each after the calls whose outputs it reads. */
export interface Graph {
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
  readonly calls: readonly Call[];
}

export function readGraph(model: tf.LayersModel): Graph {
  return model instanceof tf.Sequential ? readSequential(model) : readFunctional(model);
}

type Node = tf.layers.Layer['inboundNodes'][number];

function callOf(layer: tf.layers.Layer, node: Node): Call {
  // tfjs records among the arguments of a call the mask of the last input that it computed a mask for, and the states
  // of a recurrent layer, which are inputs.
  const { mask: _, ...others } = node.callArgs ?? {};
  const given = Object.entries(others).filter(
    ([, value]) => value != null && !([value].flat()[0] instanceof tf.SymbolicTensor),
  );
  const args = Object.fromEntries(given);
  return { layer, inputs: node.inputTensors, outputs: node.outputTensors, args };
}

/** Its own symbolic tensors lead into a model that is its first layer. */
function readSequential(model: tf.Sequential): Graph {
  const { inputs, layers } = model;
  let [last] = inputs;
  const calls: Call[] = [];
  for (const layer of layers) {
    if (layer.getClassName() === 'InputLayer') continue;
    const node = layer.inboundNodes.find(({ inputTensors: [input] }) => input === last) as Node;
    const call = callOf(layer, node);
    calls.push(call);
    [last] = call.outputs;
  }
  return { inputs, outputs: [last], calls };
}

function readFunctional({ inputs, outputs }: tf.LayersModel): Graph {
  const nodes = new Map<Node, tf.layers.Layer>();
  const left = [...outputs];
  for (let tensor = left.pop(); tensor !== undefined; tensor = left.pop()) {
    const { sourceLayer, nodeIndex } = tensor;
    const node = sourceLayer.inboundNodes[nodeIndex];
    if (inputs.includes(tensor) || nodes.has(node)) continue;
    nodes.set(node, sourceLayer);
    left.push(...node.inputTensors);
  }
  // In order of creation. So the calls of one layer keep their order, which identifies them in a saved model.
  const ordered = [...nodes].sort(([a], [b]) => a.id - b.id);
  return { inputs, outputs, calls: ordered.map(([node, layer]) => callOf(layer, node)) };
}
