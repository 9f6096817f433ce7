import * as tf from '@tensorflow/tfjs';
import { checkNumeric } from '../arguments/tensors.js';
import type { ExpressionData } from '../formula/data.js';
import { DerivedFormula, type Gradient, refuseName } from '../formula/derived_formula.js';
import { constant, type Expression } from '../formula/expression.js';
import { helpWithName } from '../formula/hints.js';
import { version } from '../version.js';
import type { ElementwiseKernel } from './backend.js';
import { broadcastsTo } from './broadcast.js';
import { runComposed } from './composed/elementwise.js';
import { type PreparedRun, preparedRun } from './prepared.js';
import { checkSaved, Kernels } from './tape.js';

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
const { arraysEqual } = tf.util;

const ZERO = constant(0);

/**
 * The kernel of every formula. All copies of the package share one engine, and all copies of one version share one
 * kernel.
 */
const KERNEL = `AdvAct${version}`;

const kernels = new Kernels({
  [KERNEL]: (inputs, attributes, ...backend) => {
    const { formula, by, names, scalars, shape } = attributes as Attributes;
    const compute = preparedRunOf(DerivedFormula.of(formula, by), names, scalars);
    const list = names.map((name) => inputs[name]);
    return compute(list, shape, ...backend);
  },
});

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
  private readonly compute: PreparedRun;

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
    if (!this.formula.readsX) {
      // The gradient with respect to x is 0. tfjs finds it only if x is an input of the kernel.
      this.names.push('x');
      this.sources.push(undefined);
    }
    this.compute = preparedRunOf(this.formula, this.names, this.scalars);
  }

  /**
   * Computes the formula, as `elementwise` does.
   *
   * @param overwrites Whether the result may be `x` itself, with other values: only for an `x` whose data nothing else
   *   reads.
   */
  apply<R extends tf.Rank>(x: tf.Tensor<R>, overwrites = false): tf.Tensor<R> {
    checkNumeric('x', x);
    const { formula, names, scalars, compute } = this;
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
      const operands = { names, inputs, scalars, shape, compute };
      return run(formula, operands, overwritten) as tf.Tensor<R>;
    }
    return tf.tidy(() => {
      const floats = inputs.map((input) => tf.cast(input, 'float32'));
      return run(formula, { names, inputs: floats, scalars, shape, compute }) as tf.Tensor<R>;
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

/** What a formula is run with. */
interface Operands {
  /** The names of the tensors, in order. */
  readonly names: readonly string[];
  readonly inputs: readonly tf.Tensor[];
  readonly scalars: Readonly<Record<string, number>>;
  readonly shape: number[];
  readonly compute: PreparedRun;
}

/** @param overwritten A tensor that may be the result, with other values, if no gradient is needed. */
function run(formula: DerivedFormula, operands: Operands, overwritten?: tf.Tensor): tf.Tensor {
  const { names, inputs, scalars, shape, compute } = operands;
  return kernels.run(
    (backendName, live) => compute(inputs, shape, backendName, live, overwritten),
    () => {
      const named: tf.NamedTensorMap = {};
      const shapes: number[][] = [];
      for (let i = 0; i < names.length; i++) {
        named[names[i]] = inputs[i];
        shapes.push(inputs[i].shape);
      }
      const { root, by } = formula;
      return {
        name: KERNEL,
        inputs: named,
        // tfjs declares that attributes may be changed; none is.
        attributes: { formula: root.data, by, names, shapes, scalars, shape } as Attributes,
        compute: (backendName, live) => compute(inputs, shape, backendName, live),
        reads: (result) => formula.gradients(names).reads.map((name) => named[name] ?? result),
      };
    },
  );
}

/** Runs a formula on a backend, on tensors of these names. */
function preparedRunOf(
  formula: DerivedFormula,
  names: readonly string[],
  scalars: Readonly<Record<string, number>>,
): PreparedRun {
  // An x that the formula does not read is the last.
  const isLeftOut = !formula.readsX && names[names.length - 1] === 'x';
  const read = isLeftOut ? names.slice(0, -1) : names;
  const run = preparedRun<ElementwiseKernel>({
    kernelFor: (shapes, shape) => ({ formula, names: read, shapes, scalars, shape }),
    prepare: (backend, kernel, live) => backend.elementwise(kernel, live),
    compose: (kernel, inputs) => runComposed({ ...kernel, inputs }),
  });
  return isLeftOut ? (inputs, ...rest) => run(inputs.slice(0, -1), ...rest) : run;
}

/** The gradients of runs of one formula, and the run attributes that they belong to. */
interface PreparedGradients extends Pick<Attributes, 'formula' | 'by' | 'names'> {
  /** How many tensors were saved. */
  readonly saved: number;
  /** The gradients with respect to each input, in order. */
  readonly each: readonly PreparedGradient[];
}

interface PreparedGradient extends Pick<Operands, 'names' | 'scalars' | 'compute'> {
  readonly formula: DerivedFormula;
  /** Where each tensor that it reads is among those that were saved; -1 for the upstream gradient. */
  readonly places: readonly number[];
  /** Where the input itself is; -1 if it was not saved. */
  readonly own: number;
}

/** For each object with the scalars of a formula, which all its runs share. */
const preparedGradients = new WeakMap<object, PreparedGradients>();

function gradientsOf({ formula, by, names, scalars }: Attributes): PreparedGradients {
  const known = preparedGradients.get(scalars);
  if (known?.formula === formula && known.by === by && known.names === names) return known;
  const { reads, each } = DerivedFormula.of(formula, by).gradients(names);
  const prepare = ({ formula, tensors, ...derived }: Gradient, i: number): PreparedGradient => {
    const own = Object.fromEntries(derived.scalars.map((name) => [name, scalars[name]]));
    return {
      formula,
      names: tensors,
      scalars: own,
      compute: preparedRunOf(formula, tensors, own),
      places: tensors.map((name) => reads.indexOf(name)),
      own: reads.indexOf(names[i]),
    };
  };
  const prepared = { formula, by, names, saved: reads.length, each: each.map(prepare) };
  preparedGradients.set(scalars, prepared);
  return prepared;
}

/**
 * The gradient with respect to one input, of shape `target`: the derived formula, summed over the axes that were
 * broadcast.
 */
function gradientBy(
  { formula, names, scalars, compute, places, own }: PreparedGradient,
  target: number[],
  shape: number[],
  saved: readonly tf.Tensor[],
  dy: tf.Tensor,
): tf.Tensor {
  const isWhole = arraysEqual(target, shape);
  // Zeros that lead back to the tensor, if it is available, for the next gradient.
  if (formula.expression === ZERO) return own < 0 ? tf.zeros(target) : tf.zerosLike(saved[own]);
  // tfjs's webgl backend cannot sum an empty tensor.
  if (!isWhole && shape.includes(0)) return tf.zeros(target);
  const inputs: tf.Tensor[] = [];
  for (let i = 0; i < places.length; i++) inputs.push(places[i] < 0 ? dy : saved[places[i]]);
  const full = run(formula, { names, inputs, scalars, shape, compute });
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
    gradFunc: (upstream, saved, attrs) => {
      const attributes = attrs as Attributes;
      const { names, shapes, shape } = attributes;
      const prepared = gradientsOf(attributes);
      checkSaved(saved, prepared.saved);
      const dy = upstream as tf.Tensor;
      const gradients: Record<string, () => tf.Tensor> = {};
      for (let i = 0; i < names.length; i++) {
        gradients[names[i]] = () => gradientBy(prepared.each[i], shapes[i], shape, saved, dy);
      }
      return gradients;
    },
  });
}
