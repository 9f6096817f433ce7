import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import { withValues } from '../../catalogue/activation.js';
import { relu } from '../../catalogue/rectifiers.js';
import { add, type Expression, variable } from '../../formula/expression.js';
import type { Epilogue } from '../../kernels/backend.js';
import { type ParameterValue, PreparedFormula } from '../../kernels/elementwise.js';
import { type ActivationOfOp, isOfOp } from '../../kernels/products.js';
import type { Computation } from '../../layers/activation_layer.js';
import { refuseTraining } from '../for_inference.js';
import { formulaNamed } from '../formulas.js';
import { type Config, channelAxis, type Product } from '../products/product.js';
import { type Composed, compose, loadSteps, type Step, saveStep } from './step.js';

// Looking up a name in `tf` takes a tenth of a microsecond, as in tape.ts.
const { getBackend, tidy } = tf;

type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/**
 * The backends on which the bias costs nothing in tfjs's op for the product. On others it is a separate pass, or as
 * slow as one.
 */
const ADDS_BIAS = ['wasm', 'webgpu'];
/** The backends on which tfjs's op takes more ops than the product and the bias one by one. */
const ONE_BY_ONE = ['tensorflow'];
/**
 * The backends on which relu costs nothing either, and is correct: on wasm it turns NaN into 0, and on webgl -Infinity
 * into NaN. On cpu and tensorflow it is a separate pass.
 */
const HAS_RELU = ['webgpu'];

const WITHOUT: Epilogue = {};

const X = variable('x');
const BIASED = add(X, variable('bias'));

/**
 * A product and the steps after it as one layer, or only the steps. It is for inference: its weights are not trained,
 * and a call in training throws.
 */
export abstract class FusedLayer extends tf.layers.Layer {
  declare static className: string;

  private readonly args: Config;
  private readonly steps: readonly Step[];
  /** The activation that tfjs's op for the product computes too, if the layer of tfjs has it and no other step follows. */
  private readonly activation?: ActivationOfOp;
  /** Computes the shape of the output. */
  private readonly stock?: tf.layers.Layer;
  private readonly composed: Composed;
  /** The steps after a product with the bias, and after one without it. */
  private readonly behindBias: PreparedFormula;
  private readonly withBias: PreparedFormula;
  /** The inputs of the current call. */
  private inputs: readonly tf.Tensor[] = [];
  private readonly variables = new Map<string, tf.LayerVariable>();
  private kernels: readonly tf.LayerVariable[] = [];

  protected constructor(
    { steps, activation, customObjects: _, ...args }: Config,
    private readonly product?: Product,
  ) {
    super({ ...args, trainable: false });
    const { useBias = false } = args;
    const own = (product?.args ?? []).map((name) => [name, args[name]] as const);
    this.args = { ...Object.fromEntries(own), useBias };
    this.steps = loadSteps(steps);
    this.activation = activationOfOp(activation, this.steps);
    this.stock = product?.make({ ...this.args, name: this.name });
    this.composed = compose(this.steps, X);
    this.behindBias = this.prepare(this.composed);
    this.withBias = useBias ? this.prepare(compose(this.steps, BIASED)) : this.behindBias;
    this.supportsMasking = this.stock?.supportsMasking ?? true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = firstOf(inputShape);
    const axis = channelAxis(this.args, shape.length);
    if (this.product && this.stock) {
      const shapes = this.product.kernels(this.args, shape[axis] as number);
      this.kernels = Object.entries(shapes).map(([name, shape]) => this.addOwn(name, shape));
      const output = this.stock.computeOutputShape(shape) as tf.Shape;
      if (this.args.useBias) this.addOwn('bias', [output[axis] as number]);
    }
    for (const [name, { value }] of Object.entries(this.composed.operands)) {
      if (typeof value === 'object' && 'shape' in value) this.addOwn(name, value.shape);
    }
    this.built = true;
  }

  private addOwn(name: string, shape: number[]): tf.LayerVariable {
    const zeros = tf.initializers.zeros();
    const weight = this.addWeight(name, shape, 'float32', zeros, undefined, false);
    this.variables.set(name, weight);
    return weight;
  }

  /**
   * Assigns the values of the weights.
   *
   * @param ofProduct The values of the kernels and of the bias, keyed by name.
   * @param ofStep Returns the value of a parameter of a step.
   */
  assign(
    ofProduct: Readonly<Record<string, tf.Tensor>>,
    ofStep: (step: number, parameter: string) => tf.Tensor,
  ): void {
    const { operands } = this.composed;
    for (const [name, weight] of this.variables) {
      const operand = operands[name];
      const value = operand ? ofStep(operand.step, operand.parameter) : ofProduct[name];
      (weight.read() as tf.Variable).assign(value);
    }
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor {
    if (kwargs?.training) refuseTraining(`The layer ${this.name}`);
    this.invokeCallHook(inputs, kwargs);
    this.inputs = Array.isArray(inputs) ? inputs : [inputs];
    const [x] = this.inputs;
    const { product } = this;
    const y = product ? tidy(() => this.compute(product, x)) : this.behindBias.apply(x);
    this.inputs = [];
    return y;
  }

  private compute(product: Product, x: tf.Tensor): tf.Tensor {
    const { args, withBias, behindBias, activation } = this;
    const { expression } = this.composed;
    const kernels = this.kernels.map((kernel) => kernel.read());
    const bias = this.variables.get('bias')?.read() as tf.Tensor1D | undefined;
    const backend = getBackend();
    const isOneByOne = ONE_BY_ONE.includes(backend);
    if (activation && !isOneByOne) return product.multiply(x, kernels, args, { bias, activation });
    if (expression === rectified() && product.addsBias && HAS_RELU.includes(backend)) {
      return product.multiply(x, kernels, args, { bias, activation: 'relu' });
    }
    const isAlone = expression === X && !isOneByOne;
    if (!bias || isAlone || (product.addsBias && ADDS_BIAS.includes(backend))) {
      const y = product.multiply(x, kernels, args, { bias });
      return expression === X ? y : behindBias.apply(y, true);
    }
    return withBias.apply(product.multiply(x, kernels, args, WITHOUT), true);
  }

  /** Steps as one kernel, which reads weights and inputs when it runs. */
  private prepare({ expression, operands }: Composed): PreparedFormula {
    const parameters: Record<string, ParameterValue> = { bias: { read: () => this.alignedBias() } };
    for (const [name, { value }] of Object.entries(operands)) {
      if (typeof value === 'number') parameters[name] = value;
      else if ('input' in value) parameters[name] = { read: () => this.inputs[value.input] };
      else parameters[name] = { read: () => this.weight(name) };
    }
    return new PreparedFormula(expression, parameters);
  }

  private weight(name: string): tf.Tensor {
    return (this.variables.get(name) as tf.LayerVariable).read();
  }

  /** The bias along the axis of the channels. */
  private alignedBias(): tf.Tensor {
    const bias = this.weight('bias');
    const { dataFormat } = this.args;
    return dataFormat === 'channelsFirst' ? tf.reshape(bias, [-1, 1, 1]) : bias;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = firstOf(inputShape);
    return this.stock ? (this.stock.computeOutputShape(shape) as tf.Shape) : shape;
  }

  override getConfig(): Config {
    const { args, activation, steps } = this;
    const ofOp = activation && { activation };
    return { ...super.getConfig(), ...args, ...ofOp, steps: steps.map(saveStep) };
  }
}

/** @throws When it is not what the steps compute. */
function activationOfOp(activation: unknown, steps: readonly Step[]): ActivationOfOp | undefined {
  if (activation === undefined) return undefined;
  if (isOfOp(activation)) {
    const { formula, values } = formulaNamed(activation) as Computation;
    const own = saveStep({ formula, functions: [], values: values as Step['values'] });
    if (JSON.stringify(steps.map(saveStep)) === JSON.stringify([own])) return activation;
  }
  throw new TypeError(
    'The activation of a fused layer must be relu or elu, and its only step the same. ' +
      `Received: ${show(activation)}`,
  );
}

function firstOf(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  return Array.isArray(inputShape[0]) ? inputShape[0] : (inputShape as tf.Shape);
}

let reluAlone: Expression | undefined;

/** Relu without slope and bounds, as a formula. */
function rectified(): Expression {
  reluAlone ??= withValues(relu.formula, { maxValue: Infinity, negativeSlope: 0, threshold: 0 });
  return reluAlone;
}
