import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from './check.js';
import { runComposed } from './composed.js';
import { runOnCpu } from './cpu.js';
import { DerivedFormula } from './derived_formula.js';
import type { Runner } from './runner.js';
import { runOnTensorflow } from './tensorflow.js';
import { runOnWasm } from './wasm.js';

/** What tfjs records of a run, on its tape and in profiles: plain data. */
interface Attributes extends tf.NamedAttrMap {
  formula: string;
  /** The variables by which the formula was derived, first to last. */
  by: string[];
  /** The names of the input tensors, in their order. */
  names: string[];
  scalars: { [name: string]: number };
  shape: number[];
}

const KERNEL = 'AdvancedActivationsElementwise';

/**
 * Applies a formula to every element of `x`, differentiable to any order by `x` and by the tensors.
 *
 * @param formula The text of a formula in `x` and in parameters, `'x <= 0 ? alpha * x : x'`.
 * @param x A tensor of any shape; integers and booleans are taken as float32.
 * @param parameters A value for each parameter: a number, or a tensor that broadcasts to `x`.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, of strings or disposed, when one does not broadcast to `x`, when
 *   the formula reads a name that is not given, and when a parameter is named `x`, `dy1`, `dy2`, …
 */
export function elementwise<R extends tf.Rank>(
  formula: string,
  x: tf.Tensor<R>,
  parameters: Readonly<Record<string, tf.Tensor | number>> = {},
): tf.Tensor<R> {
  const tensors: Record<string, tf.Tensor> = { x };
  const scalars: Record<string, number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'x' || /^dy\d+$/.test(name)) {
      throw new Error(`x and dy1, dy2, … are no names for parameters. Received: ${name}`);
    }
    if (typeof value === 'number') scalars[name] = value;
    else tensors[name] = value;
  }
  for (const [name, tensor] of Object.entries(tensors)) check(name, tensor, x.shape);
  for (const name of DerivedFormula.of(formula, []).variables) {
    if (!Object.hasOwn(tensors, name) && !Object.hasOwn(scalars, name)) {
      throw new Error(
        `The formula '${formula}' reads a name that is not given. Expected one of: ` +
          `${[...Object.keys(tensors), ...Object.keys(scalars)].join(', ')}. Received: ${name}`,
      );
    }
  }
  return tf.tidy(() => {
    for (const name of Object.keys(tensors)) {
      if (tensors[name].dtype !== 'float32') tensors[name] = tf.cast(tensors[name], 'float32');
    }
    return dispatch(formula, [], tensors, scalars, x.shape) as tf.Tensor<R>;
  });
}

function check(name: string, tensor: tf.Tensor, shape: readonly number[]): void {
  checkNumeric(name, tensor);
  const broadcasts =
    tensor.rank <= shape.length &&
    tensor.shape.every((length, axis) => {
      const full = shape[axis + shape.length - tensor.rank];
      return length === full || length === 1;
    });
  if (!broadcasts) {
    throw new Error(
      `A parameter must broadcast to the shape of x, [${shape}]. ` +
        `Received: ${name} of shape [${tensor.shape}]`,
    );
  }
}

function dispatch(
  formula: string,
  by: string[],
  tensors: Readonly<Record<string, tf.Tensor>>,
  scalars: { [name: string]: number },
  shape: number[],
): tf.Tensor {
  const backend = tf.getBackend();
  if (tf.getKernel(KERNEL, backend) == null) register(backend, runComposed);
  const names = DerivedFormula.of(formula, by).variables.filter((name) =>
    Object.hasOwn(tensors, name),
  );
  const attributes: Attributes = { formula, by, names, scalars, shape };
  // tfjs saves all inputs for the gradient of a kernel whose inputs are a list.
  const inputs = names.map((name) => tensors[name]) as unknown as tf.NamedTensorMap;
  return tf.engine().runKernel(KERNEL, inputs, attributes) as tf.Tensor;
}

function register<Backend>(backendName: string, runner: Runner<Backend>): void {
  if (tf.getKernel(KERNEL, backendName) != null) return;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { formula, by, names, scalars, shape } = attrs as Attributes;
      const tensors: Record<string, tf.Tensor> = {};
      names.forEach((name, index) => {
        tensors[name] = inputs[index] as tf.Tensor;
      });
      const run = { formula: DerivedFormula.of(formula, by), tensors, scalars, shape };
      return runner(run, backend as Backend);
    },
  });
}

/** The gradient by one input: the derived formula, summed over the axes that were broadcast. */
function gradientBy(
  name: string,
  dy: tf.Tensor,
  saved: tf.Tensor[],
  { formula, by, names, scalars, shape }: Attributes,
): tf.Tensor {
  const upstream = DerivedFormula.of(formula, by).upstream;
  const tensors: Record<string, tf.Tensor> = { [upstream]: dy };
  names.forEach((input, index) => {
    tensors[input] = saved[index];
  });
  const full = dispatch(formula, [...by, name], tensors, scalars, shape);
  const target = tensors[name].shape;
  const padded = [...shape.slice(target.length).map(() => 1), ...target];
  const axes = shape.flatMap((length, axis) => (padded[axis] === length ? [] : [axis]));
  const summed = axes.length === 0 ? full : tf.sum(full, axes);
  return tf.util.arraysEqual(summed.shape, target) ? summed : tf.reshape(summed, target);
}

/** Registers the kernel with the backends that have one of their own, and its gradient, once. */
export function registerElementwise(): void {
  register('cpu', runOnCpu);
  register('wasm', runOnWasm);
  register('tensorflow', runOnTensorflow);
  if (tf.getGradient(KERNEL) == null) {
    tf.registerGradient({
      kernelName: KERNEL,
      saveAllInputs: true,
      gradFunc: (dy, saved, attrs) => {
        const attributes = attrs as Attributes;
        const gradients: { [index: number]: () => tf.Tensor } = {};
        attributes.names.forEach((name, index) => {
          gradients[index] = () => gradientBy(name, dy as tf.Tensor, saved, attributes);
        });
        return gradients as ReturnType<tf.GradFunc>;
      },
    });
  }
}
