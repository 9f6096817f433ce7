import * as tf from '@tensorflow/tfjs';
import type { Computation } from '../layers/activation_layer.js';
import { formulaOfArgument, isIdentity } from './formulas.js';
import type { Call } from './graph.js';
import { FusedElementwise, fusedClasses } from './layers/classes.js';
import type { FusedLayer } from './layers/fused_layer.js';
import { type Step, type StepValue, saveStep } from './layers/step.js';
import { affineOf, channelsOf, type Norm } from './norm.js';
import type { Fusion } from './plan.js';
import { type Config, channelAxis } from './products/product.js';
import { configOf } from './products/products.js';
import { weightsOf } from './weights.js';

/**
 * The inputs of a fused call: that of the head, and what sums add. None is there twice, as where a block adds its own
 * input: tfjs would count such a one twice among those that have read it, and dispose it before the last one has.
 */
export function inputsOf({ product, head, links }: Fusion): tf.SymbolicTensor[] {
  const inputs = new Set([head.inputs[0]]);
  let [last] = product ? head.outputs : head.inputs;
  for (const { call, does } of links) {
    if (does.kind === 'sum') for (const input of addedTo(last, call)) inputs.add(input);
    [last] = call.outputs;
  }
  return [...inputs];
}

/** What a sum adds to one of its inputs. */
function addedTo(tensor: tf.SymbolicTensor, { inputs }: Call): tf.SymbolicTensor[] {
  return inputs.filter((input) => input !== tensor);
}

/** Makes the layer of a fusion, which is not built yet. */
export function fusedLayer(fusion: Fusion): FusedLayer {
  const { product, name, head } = fusion;
  const { steps } = partsOf(fusion);
  const saved = steps.map((step) => saveStep(withoutTensors(step)));
  const config: Config = { name, dtype: head.layer.dtype, steps: saved };
  if (product === undefined) return new FusedElementwise(config);
  const args = configOf(head.layer);
  for (const key of product.args) config[key] = args[key];
  config.useBias = hasBias(fusion);
  return new (fusedClasses.get(product) as typeof FusedElementwise)(config);
}

/** Gives a fused layer its weights. */
export function assignWeights(layer: FusedLayer, fusion: Fusion): void {
  const { steps } = partsOf(fusion);
  tf.tidy(() => {
    layer.assign(weightsOfProduct(fusion), (step, parameter) =>
      (steps[step].values[parameter] as Weight).read(),
    );
  });
}

/** A value that becomes a weight. */
interface Weight {
  readonly shape: number[];
  read(): tf.Tensor;
}

type Value = StepValue | Weight;

function isWeight(value: Value): value is Weight {
  return typeof value === 'object' && 'read' in value;
}

/** A step with what its weights are read of. */
type ReadStep = Omit<Step, 'values'> & { readonly values: Readonly<Record<string, Value>> };

function withoutTensors(step: ReadStep): Step {
  const values = Object.entries(step.values).map(
    ([name, value]) => [name, isWeight(value) ? { shape: value.shape } : value] as const,
  );
  return { ...step, values: Object.fromEntries(values) };
}

/** The norms that go into the product, and the steps behind it. */
function partsOf(fusion: Fusion): { folded: Norm[]; steps: ReadStep[] } {
  const { product, head, links } = fusion;
  const folded: Norm[] = [];
  const steps: ReadStep[] = [];
  if (product) {
    const own = formulaOfArgument(head.layer) as Computation;
    if (!isIdentity(own)) steps.push(stepOf(own));
  }
  let last = product ? head.outputs[0] : head.inputs[0];
  const inputs = inputsOf(fusion);
  for (const { call, does } of links) {
    const rank = last.shape.length;
    if (does.kind === 'norm') {
      const isFoldable = product !== undefined && steps.length === 0;
      if (isFoldable && does.norm.axis === channelAxis(head.layer.getConfig(), rank)) {
        folded.push(does.norm);
      } else steps.push(stepOfNorm(does.norm, rank));
    } else if (does.kind === 'formula') steps.push(stepOf(does.computation));
    else if (does.kind === 'sum') {
      for (const input of addedTo(last, call)) steps.push(sumWith(inputs.indexOf(input)));
    }
    [last] = call.outputs;
  }
  return { folded, steps };
}

function stepOf({ values, ...computation }: Computation): ReadStep {
  const read = Object.entries(values).map(
    ([name, value]) =>
      [
        name,
        typeof value === 'number' ? value : { shape: value.shape, read: () => value },
      ] as const,
  );
  return { ...computation, values: Object.fromEntries(read) };
}

function stepOfNorm(norm: Norm, rank: number): ReadStep {
  const shape = [channelsOf(norm), ...Array(rank - 1 - norm.axis).fill(1)];
  const values = {
    scale: { shape, read: () => tf.reshape(affineOf(norm).scale, shape) },
    shift: { shape, read: () => tf.reshape(affineOf(norm).shift, shape) },
  };
  return { formula: 'x * scale + shift', functions: [], values };
}

function sumWith(input: number): ReadStep {
  return { formula: 'x + other', functions: [], values: { other: { input } } };
}

function hasBias(fusion: Fusion): boolean {
  return fusion.head.layer.getConfig().useBias === true || partsOf(fusion).folded.length > 0;
}

function weightsOfProduct(fusion: Fusion): Record<string, tf.Tensor> {
  const { product, head } = fusion;
  if (product === undefined) return {};
  const { layer } = head;
  let kernels: tf.Tensor[] = weightsOf(layer).map((weight) => weight.read());
  let bias = layer.getConfig().useBias ? (kernels.pop() as tf.Tensor1D) : undefined;
  for (const norm of partsOf(fusion).folded) {
    const { scale, shift } = affineOf(norm);
    kernels = product.scaled(kernels, scale);
    bias = bias ? tf.add(tf.mul(bias, scale), shift) : shift;
  }
  const names = Object.keys(product.kernels(layer.getConfig(), 1));
  const named = Object.fromEntries(names.map((name, i) => [name, kernels[i]]));
  return bias ? { ...named, bias } : named;
}
