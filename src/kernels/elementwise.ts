import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from './check.js';
import { runComposed } from './composed.js';
import { runOnCpu } from './cpu.js';
import { DerivedFormula, RESULT } from './derived_formula.js';
import type { Runner } from './runner.js';
import { gradientMayReadResult } from './tape.js';
import { runOnTensorflow } from './tensorflow.js';
import { runOnWasm } from './wasm.js';

/** What tfjs records of a run, on its tape and in profiles: plain data. */
interface Attributes extends tf.NamedAttrMap {
  formula: string;
  /** The variables by which the formula was derived, first to last. */
  by: string[];
  /** The names of the input tensors, in their order. */
  names: string[];
  scalars: Record<string, number>;
  shape: number[];
}

type Value = tf.Tensor | number;

// For each run tfjs makes a string of the backend's name and the kernel's and looks it up. JavaScript
// engines are quicker at that with strings of less than 13 characters: 0.3 of 1.5 microseconds.

/** The kernel of every formula; its gradient reads the inputs. */
const KERNEL = 'AdvAct';
/** The same kernel for formulas whose gradient reads the result alone. */
const KERNEL_OF_RESULT = 'AdvActY';

/**
 * Applies a formula to every element of `x`, differentiable to any order by `x` and by the tensors.
 *
 * @param formula The text of a formula in `x` and in parameters, `'x <= 0 ? alpha * x : x'`.
 * @param x A tensor of any shape; integers and booleans are taken as float32.
 * @param parameters A value for each parameter: a number, or a tensor that broadcasts to `x`.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, of strings or disposed, when one does not broadcast to `x`, when
 *   the formula reads a name that is not given, and when it reads `y1`, `dy1`, `dy2`, …, which are
 *   names of the kernel's own.
 */
export function elementwise<R extends tf.Rank>(
  formula: string,
  x: tf.Tensor<R>,
  parameters: Readonly<Record<string, Value>> = {},
): tf.Tensor<R> {
  checkNumeric('x', x);
  if (Object.hasOwn(parameters, 'x')) refuseName('x');
  const operands = operandsOf(DerivedFormula.of(formula), (name) => {
    if (name === 'x') return x;
    if (isReserved(name)) refuseName(name);
    if (!Object.hasOwn(parameters, name)) {
      const names = ['x', ...Object.keys(parameters)].join(', ');
      throw new Error(
        `The formula '${formula}' reads a name that is not given. ` +
          `Expected one of: ${names}. Received: ${name}`,
      );
    }
    const value = parameters[name];
    if (typeof value !== 'number') checkParameter(name, value, x.shape);
    return value;
  });
  if (operands.inputs.every(({ dtype }) => dtype === 'float32')) {
    return run(formula, [], operands, x.shape) as tf.Tensor<R>;
  }
  return tf.tidy(() => {
    const inputs = operands.inputs.map((input) => tf.cast(input, 'float32'));
    return run(formula, [], { ...operands, inputs }, x.shape) as tf.Tensor<R>;
  });
}

function isReserved(name: string): boolean {
  return name === RESULT || (name.startsWith('dy') && /^dy\d+$/.test(name));
}

function refuseName(name: string): never {
  throw new Error(`x, y1, dy1, dy2, … are no names for parameters. Received: ${name}`);
}

function checkParameter(name: string, tensor: tf.Tensor, shape: readonly number[]): void {
  checkNumeric(name, tensor);
  const missing = shape.length - tensor.rank;
  const broadcasts =
    missing >= 0 &&
    tensor.shape.every((length, axis) => length === shape[axis + missing] || length === 1);
  if (!broadcasts) {
    throw new Error(
      `A parameter must broadcast to the shape of x, [${shape}]. ` +
        `Received: ${name} of shape [${tensor.shape}]`,
    );
  }
}

const backendsWithKernels = new Set<string>();

/** What a run of a formula reads. */
interface Operands {
  /** The names of the tensors, in their order. */
  readonly names: string[];
  readonly inputs: tf.Tensor[];
  readonly scalars: Record<string, number>;
}

function operandsOf({ variables }: DerivedFormula, read: (name: string) => Value): Operands {
  const operands: Operands = { names: [], inputs: [], scalars: {} };
  for (const name of variables) {
    const value = read(name);
    if (typeof value === 'number') {
      operands.scalars[name] = value;
    } else {
      operands.names.push(name);
      operands.inputs.push(value);
    }
  }
  return operands;
}

function run(
  formula: string,
  by: string[],
  { names, inputs, scalars }: Operands,
  shape: number[],
): tf.Tensor {
  const backend = tf.getBackend();
  if (!backendsWithKernels.has(backend)) register(backend, runComposed);
  const attributes: Attributes = { formula, by, names, scalars, shape };
  const isOfResult =
    gradientMayReadResult() &&
    by.length === 0 &&
    names.length === 1 &&
    DerivedFormula.of(formula).gradientFromResult !== undefined;
  // tfjs saves all inputs for the gradient of a kernel whose inputs are a list.
  const list = inputs as unknown as tf.NamedTensorMap;
  const result = isOfResult
    ? tf.engine().runKernel(KERNEL_OF_RESULT, { x: inputs[0] }, attributes)
    : tf.engine().runKernel(KERNEL, list, attributes);
  return result as tf.Tensor;
}

function register<Backend>(backendName: string, runner: Runner<Backend>): void {
  backendsWithKernels.add(backendName);
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const { formula, by, names, scalars, shape } = attrs as Attributes;
    const derived = DerivedFormula.of(formula, by);
    const list = (Array.isArray(inputs) ? inputs : [inputs.x]) as tf.Tensor[];
    const run = { formula: derived, names, inputs: list, scalars, shape };
    return runner(run, backend as Backend);
  };
  for (const kernelName of [KERNEL, KERNEL_OF_RESULT]) {
    if (tf.getKernel(kernelName, backendName) == null) {
      tf.registerKernel({ kernelName, backendName, kernelFunc });
    }
  }
}

/**
 * The gradient by one input, a tensor of the shape `target`: the derived formula, summed over the
 * axes that were broadcast.
 */
function gradientBy(
  name: string,
  target: number[],
  values: Readonly<Record<string, Value>>,
  attributes: Attributes,
): tf.Tensor {
  const { formula, shape } = attributes;
  const by = [...attributes.by, name];
  const operands = operandsOf(DerivedFormula.of(formula, by), (variable) => values[variable]);
  const full = run(formula, by, operands, shape);
  if (tf.util.arraysEqual(target, shape)) return full;
  const missing = shape.length - target.length;
  const axes = shape.flatMap((length, axis) => (target[axis - missing] === length ? [] : [axis]));
  const summed = axes.length === 0 ? full : tf.sum(full, axes);
  return tf.reshape(summed, target);
}

/** Registers the kernels with the backends that have one of their own, and their gradients, once. */
export function registerElementwise(): void {
  register('cpu', runOnCpu);
  register('wasm', runOnWasm);
  register('tensorflow', runOnTensorflow);
  if (tf.getGradient(KERNEL) != null) return;
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as Attributes;
      const { formula, by, names, scalars } = attributes;
      const values: Record<string, Value> = { ...scalars };
      values[DerivedFormula.of(formula, by).upstream] = dy as tf.Tensor;
      names.forEach((name, index) => {
        values[name] = saved[index];
      });
      const gradients: { [index: number]: () => tf.Tensor } = {};
      names.forEach((name, index) => {
        gradients[index] = () => gradientBy(name, saved[index].shape, values, attributes);
      });
      return gradients as ReturnType<tf.GradFunc>;
    },
  });
  tf.registerGradient({
    kernelName: KERNEL_OF_RESULT,
    outputsToSave: [true],
    gradFunc: (dy, [y], attrs) => {
      const attributes = attrs as Attributes;
      const { upstream } = DerivedFormula.of(attributes.formula);
      const values = { ...attributes.scalars, [upstream]: dy as tf.Tensor, [RESULT]: y };
      return { x: () => gradientBy(RESULT, y.shape, values, attributes) };
    },
  });
}
