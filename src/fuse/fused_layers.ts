import * as tf from '@tensorflow/tfjs';
import { isOfOp } from '../kernels/products.js';
import type { Computation } from '../layers/activation_layer.js';
import { weightsOf } from '../layers/weights.js';
import { formulaOfArgument, isIdentity } from './formulas.js';
import type { Call } from './graph.js';
import { FusedElementwise, fusedClasses } from './layers/classes.js';
import type { FusedLayer } from './layers/fused_layer.js';
import { type Step, type StepValue, saveStep } from './layers/step.js';
import { affineOf, channelsOf, type Norm } from './norm.js';
import type { Fusion } from './plan.js';
import { type Config, channelAxis } from './products/product.js';
import { configOf } from './products/products.js';

/**
 * The inputs of a fused call: that of the head, and the summands. Duplicates are removed, as when a block adds its
 * own input: tfjs would count a duplicate twice among the readers of the tensor, and dispose it before the last one
 * has read it.
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

/** The tensor that a sum adds to one of its inputs. */
function addedTo(tensor: tf.SymbolicTensor, { inputs }: Call): tf.SymbolicTensor[] {
  return inputs.filter((input) => input !== tensor);
}

/** The layer of a fusion, and a function that assigns its weights once it is built. */
export interface Fused {
  readonly layer: FusedLayer;
  assignWeights(): void;
}

export function fusedLayer(fusion: Fusion): Fused {
  const parts = partsOf(fusion);
  const layer = unbuilt(fusion, parts);
  const ofStep = (step: number, parameter: string) =>
    (parts.steps[step].values[parameter] as Weight).read();
  const assignWeights = () => {
    tf.tidy(() => layer.assign(weightsOfProduct(fusion, parts), ofStep));
  };
  return { layer, assignWeights };
}

function unbuilt({ product, name, head }: Fusion, { folded, steps }: Parts): FusedLayer {
  const saved = steps.map((step) => saveStep(withoutTensors(step)));
  const config: Config = { name, dtype: head.layer.dtype, steps: saved };
  if (product === undefined) return new FusedElementwise(config);
  const args = configOf(head.layer);
  for (const key of product.args) config[key] = args[key];
  config.useBias = args.useBias === true || folded.length > 0;
  const isAlone = folded.length === 0 && steps.length === 1;
  if (isAlone && product.isOneOp && isOfOp(args.activation)) config.activation = args.activation;
  return new (fusedClasses.get(product) as typeof FusedElementwise)(config);
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

/** A step with the sources of its weights. */
type ReadStep = Omit<Step, 'values'> & { readonly values: Readonly<Record<string, Value>> };

function withoutTensors(step: ReadStep): Step {
  const values = Object.entries(step.values).map(
    ([name, value]) => [name, isWeight(value) ? { shape: value.shape } : value] as const,
  );
  return { ...step, values: Object.fromEntries(values) };
}

interface Parts {
  /** The norms that are folded into the product. */
  readonly folded: readonly Norm[];
  /** The steps after the product. */
  readonly steps: readonly ReadStep[];
}

function partsOf(fusion: Fusion): Parts {
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

function weightsOfProduct({ product, head }: Fusion, { folded }: Parts): Record<string, tf.Tensor> {
  if (product === undefined) return {};
  const { layer } = head;
  let kernels: tf.Tensor[] = weightsOf(layer).map((weight) => weight.read());
  let bias = layer.getConfig().useBias ? (kernels.pop() as tf.Tensor1D) : undefined;
  for (const norm of folded) {
    const { scale, shift } = affineOf(norm);
    kernels = product.scaled(kernels, scale);
    bias = bias ? tf.add(tf.mul(bias, scale), shift) : shift;
  }
  const names = Object.keys(product.kernels(layer.getConfig(), 1));
  const named = Object.fromEntries(names.map((name, i) => [name, kernels[i]]));
  return bias ? { ...named, bias } : named;
}
