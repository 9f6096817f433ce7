import * as tf from '@tensorflow/tfjs';
import { copyOf, copyWeights } from './copy.js';
import { FusedModel, FusedSequential } from './for_inference.js';
import { type Fused, fusedLayer, inputsOf } from './fused_layers.js';
import { isFusable } from './models.js';
import { type Plan, planOf, type Step } from './plan.js';

/** Builds the model of a plan. If that fails, whatever was created is disposed. */
export function build(plan: Plan): tf.LayersModel {
  const parts = new Parts();
  try {
    return plan.model instanceof tf.Sequential ? sequential(plan, parts) : functional(plan, parts);
  } catch (error) {
    parts.dispose();
    throw error;
  }
}

function sequential({ model, graph, steps }: Plan, parts: Parts): tf.LayersModel {
  const made = new FusedSequential({ name: model.name });
  // Keeps the name of the input, whatever the first layer is.
  const [{ sourceLayer }] = inputsLike(graph.inputs);
  made.add(sourceLayer);
  for (const step of steps) made.add(parts.layerOf(step));
  parts.assignWeights();
  made.build();
  return made;
}

function functional({ model, graph, steps }: Plan, parts: Parts): tf.LayersModel {
  const inputs = inputsLike(graph.inputs);
  const made = new Map(graph.inputs.map((input, i) => [input, inputs[i]]));
  const read = (tensor: tf.SymbolicTensor) => made.get(tensor) as tf.SymbolicTensor;
  const apply = (layer: tf.layers.Layer, inputs: readonly tf.SymbolicTensor[], args = {}) => {
    const [only, ...others] = inputs.map(read);
    const outputs = layer.apply(others.length === 0 ? only : [only, ...others], { ...args });
    return [outputs].flat() as tf.SymbolicTensor[];
  };
  for (const step of steps) {
    if (step.kind === 'fused') {
      const [output] = apply(parts.layerOf(step), inputsOf(step));
      const last = step.links.at(-1)?.call ?? step.head;
      made.set(last.outputs[0], output);
    } else {
      const { inputs, outputs, args } = step.call;
      const copied = apply(parts.layerOf(step), inputs, args);
      for (const [i, output] of outputs.entries()) made.set(output, copied[i]);
    }
  }
  parts.assignWeights();
  return new FusedModel({ inputs, outputs: graph.outputs.map(read), name: model.name });
}

function inputsLike(inputs: readonly tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  return inputs.map(({ sourceLayer: { name, dtype }, shape }) =>
    tf.input({ batchShape: shape, dtype, name }),
  );
}

/** The layers of a new model. */
class Parts {
  private readonly copies = new Map<tf.layers.Layer, tf.layers.Layer>();
  private readonly fused = new Map<string, Fused>();

  /** The layer of a step, the same for each call of one layer. */
  layerOf(step: Step): tf.layers.Layer {
    if (step.kind === 'fused') {
      const fused = this.fused.get(step.name) ?? fusedLayer(step);
      this.fused.set(step.name, fused);
      return fused.layer;
    }
    const { layer } = step.call;
    let copy = this.copies.get(layer);
    if (copy === undefined) {
      copy = isFusable(layer) ? build(planOf(layer)) : copyOf(layer);
      this.copies.set(layer, copy);
    }
    return copy;
  }

  /** Must be called after all layers are built. */
  assignWeights(): void {
    for (const fused of this.fused.values()) fused.assignWeights();
    for (const [layer, copy] of this.copies) if (!isFusable(layer)) copyWeights(layer, copy);
  }

  dispose(): void {
    const layers = [...this.copies.values(), ...[...this.fused.values()].map(({ layer }) => layer)];
    for (const weight of layers.flatMap((layer) => layer.weights)) weight.dispose();
  }
}
