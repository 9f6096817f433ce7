import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from '../arguments/tensors.js';
import type { ExpressionData } from '../formula/data.js';
import { DerivedFormula, type Gradient, refuseName } from '../formula/derived_formula.js';
import { constant, type Expression } from '../formula/expression.js';
import { helpWithName } from '../formula/hints.js';
import { version } from '../version.js';
import { backendOf, registerKernel } from './backend.js';
import { broadcastsTo } from './broadcast.js';
import { runComposed } from './composed/elementwise.js';
import { checkSaved, runKernel, runUnobserved } from './tape.js';

/**
 * What tfjs records of a run, on its tape and in profiles: plain data, which does not depend on this copy of the
 * package.
 */
interface Attributes extends tf.NamedAttrMap {
  formula: ExpressionData & tf.NamedAttrMap[string];
  /** The variables with respect to which the formula was differentiated, in order. */
  by: string[];
  /** The names of the input tensors, in order, and their shapes. */
  names: string[];
  shapes: number[][];
  scalars: Record<string, number>;
  shape: number[];
}

type Value = tf.Tensor | number;

// Looking up a name in `tf` takes a tenth of a microsecond, as in tape.ts.
const { getBackend } = tf;

const ZERO = constant(0);

/**
 * The kernel of every formula. All copies of the package share one engine, and all copies of one version share one
 * kernel.
 */
const KERNEL = `AdvAct${version}`;

/** The value of a parameter: a number, a tensor, or an object that returns one, such as the weight of a layer. */
export type ParameterValue = Value | { read(): tf.Tensor };

/**
 * Applies a formula to every element of `x`, differentiable to any order with respect to `x` and the tensors.
 *
 * @param formula A formula in `x` and in parameters, such as `x <= 0 ? alpha * x : x`.
 * @param x A tensor of any shape; integers and booleans are converted to float32.
 * @param parameters A value for each parameter: a number, or a tensor that broadcasts to `x`.
 * @returns A float32 tensor of the shape of `x`.
 * @throws When a tensor is complex, a string tensor or disposed, when one does not broadcast to `x`, when the formula
 *   uses an undefined name, and when it uses `y1`, `dy1`, `dy2`, …, which are reserved.
 */
export function elementwise<R extends tf.Rank>(
  formula: Expression,
  x: tf.Tensor<R>,
  parameters: Readonly<Record<string, Value>> = {},
): tf.Tensor<R> {
  return new PreparedFormula(formula, parameters).apply(x);
}

/** A formula with its parameters, to be applied repeatedly: whatever each application needs is computed once. */
export class PreparedFormula {
  private readonly formula: DerivedFormula;
  /** The names of the tensors that it reads, and the source of each; `x` has none. */
  private readonly names: string[] = [];
  private readonly sources: (Exclude<ParameterValue, number> | undefined)[] = [];
  private readonly scalars: Record<string, number> = {};

  /** @throws The errors of `elementwise` for the formula and its names. */
  constructor(formula: Expression, parameters: Readonly<Record<string, ParameterValue>>) {
    if (Object.hasOwn(parameters, 'x')) refuseName('x');
    this.formula = DerivedFormula.of(formula);
    for (const name of this.formula.variables) {
      const value = name === 'x' ? undefined : parameters[name];
      if (typeof value === 'number') {
        this.scalars[name] = value;
        continue;
      }
      if (name !== 'x' && (typeof value !== 'object' || value === null)) {
        throw unknownName(name, parameters);
      }
      this.names.push(name);
      this.sources.push(value);
    }
    if (this.formula.readsX) return;
    // The gradient with respect to x is 0. tfjs finds it only if x is an input of the kernel.
    this.names.push('x');
    this.sources.push(undefined);
  }

  /**
   * Computes the formula, as `elementwise` does.
   *
   * @param overwrites Whether the result may be `x` itself, with other values: only for an `x` whose data nothing else
   *   reads.
   */
  apply<R extends tf.Rank>(x: tf.Tensor<R>, overwrites = false): tf.Tensor<R> {
    checkNumeric('x', x);
    const { names, scalars } = this;
    const inputs: tf.Tensor[] = [];
    let areFloats = true;
    for (let i = 0; i < names.length; i++) {
      const source = this.sources[i];
      const input = source === undefined ? x : 'read' in source ? source.read() : source;
      if (source !== undefined) checkParameter(names[i], input, x.shape);
      if (input.dtype !== 'float32') areFloats = false;
      inputs.push(input);
    }
    const { shape } = x;
    if (areFloats) {
      const overwritten = overwrites ? x : undefined;
      return run(this.formula, { names, scalars, inputs, shape }, overwritten) as tf.Tensor<R>;
    }
    return tf.tidy(() => {
      const floats = inputs.map((input) => tf.cast(input, 'float32'));
      return run(this.formula, { names, scalars, inputs: floats, shape }) as tf.Tensor<R>;
    });
  }
}

/**
 * The error for a formula that uses a name other than `x` and the parameters.
 *
 * @param text The formula as the user wrote it, if available.
 */
export function unknownName(name: string, parameters: object, text?: string): Error {
  const names = Object.keys(parameters);
  const quoted = text === undefined ? '' : ` '${text}'`;
  return new Error(
    `The formula${quoted} uses an undefined name.${helpWithName(name, names)} ` +
      `Expected one of: ${['x', ...names].join(', ')}. Received: ${name}`,
  );
}

function checkParameter(name: string, tensor: tf.Tensor, shape: readonly number[]): void {
  checkNumeric(name, tensor);
  if (!broadcastsTo(tensor.shape, shape)) {
    throw new Error(
      `A parameter must broadcast to the shape of x, [${shape}]. ` +
        `Received: ${name} of shape [${tensor.shape}]`,
    );
  }
}

const backendsWithKernel = new Set<string>();

/** What a formula is run with. */
interface Operands {
  /** The names of the tensors, in order. */
  readonly names: readonly string[];
  readonly inputs: readonly tf.Tensor[];
  readonly scalars: Record<string, number>;
  readonly shape: number[];
}

/** @param overwritten A tensor that may be the result, with other values, if no gradient is needed. */
function run(formula: DerivedFormula, operands: Operands, overwritten?: tf.Tensor): tf.Tensor {
  const result = runUnobserved((backendName, live) =>
    compute(formula, operands, backendName, live, overwritten),
  );
  if (result) return result;
  const backendName = getBackend();
  if (!backendsWithKernel.has(backendName)) register(backendName);
  const { names, inputs, scalars, shape } = operands;
  const named: tf.NamedTensorMap = {};
  const shapes: number[][] = [];
  for (let i = 0; i < names.length; i++) {
    named[names[i]] = inputs[i];
    shapes.push(inputs[i].shape);
  }
  const { root, by } = formula;
  // tfjs declares that attributes may be changed; none is.
  const attributes = { formula: root.data, by, names, shapes, scalars, shape } as Attributes;
  const kernel = {
    name: KERNEL,
    inputs: named,
    attributes,
    compute: (backendName: string, live: object) => compute(formula, operands, backendName, live),
  };
  return runKernel(kernel, (result) =>
    formula.gradients(names).reads.map((name) => named[name] ?? result),
  );
}

/** Runs the formula on a backend, or composes it of tfjs ops if the backend cannot run it. */
function compute(
  formula: DerivedFormula,
  { names, inputs, scalars, shape }: Operands,
  backendName: string,
  live: object,
  overwritten?: tf.Tensor,
): tf.TensorInfo {
  // An x that the formula does not read is the last.
  const isLeftOut = !formula.readsX && names[names.length - 1] === 'x';
  const run = {
    formula,
    names: isLeftOut ? names.slice(0, -1) : names,
    inputs: isLeftOut ? inputs.slice(0, -1) : inputs,
    scalars,
    shape,
    overwritten,
  };
  return backendOf(backendName, live)?.elementwise(run, live) ?? runComposed(run);
}

/**
 * Registers the kernel with a backend when that is first used: React Native registers all kernels of webgl again,
 * under its own name.
 */
function register(backendName: string): void {
  backendsWithKernel.add(backendName);
  registerKernel(KERNEL, backendName, ({ inputs, attrs, backend }) => {
    const { formula, by, names, scalars, shape } = attrs as Attributes;
    const list = names.map((name) => inputs[name] as tf.Tensor);
    const operands = { names, inputs: list, scalars, shape };
    return compute(DerivedFormula.of(formula, by), operands, backendName, backend as object);
  });
}

/**
 * The gradient with respect to one tensor, of shape `target`: the derived formula, summed over the axes that were
 * broadcast.
 *
 * @param own The tensor, if it was saved.
 * @param read The tensors that the formula may read, by name.
 */
function gradientBy(
  { formula, tensors, scalars }: Gradient,
  target: number[],
  own: tf.Tensor | undefined,
  read: (name: string) => tf.Tensor,
  attributes: Attributes,
): tf.Tensor {
  const { shape } = attributes;
  const isWhole = tf.util.arraysEqual(target, shape);
  // Zeros that lead back to the tensor, if it is available, for the next gradient.
  if (formula.expression === ZERO) return own ? tf.zerosLike(own) : tf.zeros(target);
  // tfjs's webgl backend cannot sum an empty tensor.
  if (shape.includes(0) && !isWhole) return tf.zeros(target);
  const operands: Operands = { names: tensors, inputs: tensors.map(read), scalars: {}, shape };
  for (const name of scalars) operands.scalars[name] = attributes.scalars[name];
  const full = run(formula, operands);
  if (isWhole) return full;
  const missing = shape.length - target.length;
  const axes = shape.flatMap((length, axis) => (target[axis - missing] === length ? [] : [axis]));
  const summed = axes.length === 0 ? full : tf.sum(full, axes);
  return tf.reshape(summed, target);
}

/** Registers the kernel's gradient, once. */
export function registerElementwise(): void {
  if (tf.getGradient(KERNEL) != null) return;
  tf.registerGradient({
    kernelName: KERNEL,
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as Attributes;
      const { formula, by, names, shapes } = attributes;
      const { reads, each } = DerivedFormula.of(formula, by).gradients(names);
      checkSaved(saved, reads.length);
      const read = (name: string) => saved[reads.indexOf(name)] ?? (dy as tf.Tensor);
      const gradients: Record<string, () => tf.Tensor> = {};
      for (let i = 0; i < names.length; i++) {
        const own = saved[reads.indexOf(names[i])];
        gradients[names[i]] = () => gradientBy(each[i], shapes[i], own, read, attributes);
      }
      return gradients;
    },
  });
}
