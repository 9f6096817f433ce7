import * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from '../../../layers/arguments.js';
import type { LayerClass } from '../../config/layer_classes.js';
import { contracted, inOrder } from '../contraction.js';
import { type Config, KerasLayer, listOfShapes, type Shapes } from '../keras_layer.js';

type DenseArgs = Parameters<typeof tf.layers.dense>[0];

/** The arguments of an {@link EinsumDense} layer. */
export type EinsumDenseArgs = LayerArgs &
  Omit<DenseArgs, 'units' | 'useBias'> & {
    /** The axes of the input, of the kernel and of the output: `'abc,cd->abd'`, `'...x,xy->...y'`. Required. */
    equation?: string;
    /** The lengths of the axes of the output after the batch; `null` for those that the input has. Required. */
    outputShape?: number | (number | null)[];
    /** The axes of the output along which the bias differs. Default `null`, without a bias. */
    biasAxes?: string | null;
  };

/** The labels of the axes of two operands and of the result: `'abc'`, `'cd'`, `'abd'`. */
interface Labels {
  readonly first: string;
  readonly second: string;
  readonly result: string;
}

/** The axes of the input that the equation does not name, before or after those that it names. */
interface Equation extends Labels {
  readonly elided: 'none' | 'before' | 'behind';
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A dense layer with a kernel of any number of axes: the sum of products that the equation describes, plus a bias.
 *
 * Source: `keras.layers.EinsumDense`.
 *
 * @throws When created: the equation or the axes of the bias are invalid. When built: the lengths of the kernel do not
 *   follow from the shapes of the input and of the output.
 */
export class EinsumDense extends KerasLayer {
  static override className = 'EinsumDense';
  static override readonly inKeras: LayerClass = { endsWithActivation: true };

  private readonly equation: Equation;
  private readonly activation: tf.layers.Layer;

  constructor(args: EinsumDenseArgs) {
    const ofClass = { equation: null, outputShape: null, biasAxes: null, activation: 'linear' };
    super(args, ofClass, {
      kernel: { initializer: 'glorotUniform' },
      bias: { initializer: 'zeros' },
    });
    this.equation = this.readEquation();
    const name = `${this.name}_activation`;
    this.activation = tf.layers.activation({ name, activation: this.args.activation as 'linear' });
  }

  private readEquation(): Equation {
    const { equation, biasAxes } = this.args;
    const parts = /^(\.{3})?([a-z]+)(\.{3})?,([a-z]+)->(\.{3})?([a-z]+)(\.{3})?$/i.exec(
      String(equation).replace(/ /g, ''),
    );
    const [, before, first = '', behind, second = '', beforeResult, result = '', behindResult] =
      parts ?? [];
    const isMatched = before === beforeResult && behind === behindResult && !(before && behind);
    const isDistinct = [first, second, result].every((part) => new Set(part).size === part.length);
    if (parts === null || !isMatched || !isDistinct) {
      throw this.wrong(
        'equation',
        "must have the form 'ab,bc->ac', '...ab,bc->...ac' or 'ab...,bc->ac...'",
      );
    }
    for (const label of result) {
      if (!(first + second).includes(label))
        throw this.wrong('equation', `has no input for ${label}`);
    }
    for (const label of second) {
      if (!(first + result).includes(label))
        throw this.wrong('equation', `gives ${label} no length`);
    }
    const isValid = biasAxes === null || (typeof biasAxes === 'string' && biasAxes !== '');
    if (!isValid || [...(biasAxes ?? '')].some((label) => !result.includes(label))) {
      throw this.wrong('biasAxes', 'must be axes of the output');
    }
    const elided = before ? 'before' : behind ? 'behind' : 'none';
    return { first, second, result, elided };
  }

  /** The labels of all axes; those that the equation does not name get digits. */
  private labelsFor(rank: number): Labels {
    const { first, second, result, elided } = this.equation;
    const count = rank - first.length;
    if (count < 0 || (count > 0 && elided === 'none')) {
      throw this.wrong('equation', `must have an axis for each of the ${rank} axes of the input`);
    }
    const others = Array.from({ length: count }, (_, i) => String.fromCharCode(0x30 + i)).join('');
    const whole = (named: string) => (elided === 'behind' ? named + others : others + named);
    return { first: whole(first), second, result: whole(result) };
  }

  /** The shape of the output, and of the kernel and the bias. */
  private shapesFor(shape: tf.Shape) {
    const labels = this.labelsFor(shape.length);
    const { outputShape, biasAxes } = this.args;
    const given = [outputShape].flat() as (number | null)[];
    const { elided, result } = this.equation;
    const count = labels.result.length - result.length;
    const ofOthers =
      elided === 'behind' ? shape.slice(shape.length - count) : shape.slice(0, count);
    const named = elided === 'before' && count > 0 ? given : [shape[0], ...given];
    const output = elided === 'behind' ? [...named, ...ofOthers] : [...ofOthers, ...named];
    if (output.length !== labels.result.length) {
      throw this.wrong('outputShape', `must have a length for each axis of the output '${result}'`);
    }
    const lengths = new Map([...labels.first].map((label, axis) => [label, shape[axis]]));
    const ofOutput = new Map([...labels.result].map((label, axis) => [label, output[axis]]));
    for (const [label, length] of ofOutput) {
      const ofInput = lengths.get(label);
      if (length !== null && ofInput !== undefined && ofInput !== length) {
        throw this.wrong('outputShape', `must be ${ofInput} along the axis ${label} of the input`);
      }
    }
    const kernel = [...labels.second].map((label) => {
      const length = ofOutput.get(label) ?? lengths.get(label);
      if (typeof length === 'number') return length;
      throw this.wrong('outputShape', `must give the axis ${label} of the kernel a length`);
    });
    const whole = [...labels.result].map(
      (label) => ofOutput.get(label) ?? lengths.get(label) ?? null,
    );
    const axes = [...labels.result];
    const isBiased = (label: string) => typeof biasAxes === 'string' && biasAxes.includes(label);
    const bias = axes
      .slice(Math.max(axes.findIndex(isBiased), 0))
      .map((label) => (isBiased(label) ? (ofOutput.get(label) as number) : 1));
    return { output: whole, kernel, bias };
  }

  override build(inputShape: Shapes): void {
    const [shape] = listOfShapes(inputShape);
    const { kernel, bias } = this.shapesFor(shape);
    this.addOwnWeight('kernel', kernel);
    if (this.args.biasAxes !== null) this.addOwnWeight('bias', bias);
    this.inputSpec = [{ ndim: shape.length }];
    this.built = true;
  }

  protected override shapeOf([shape]: readonly tf.Shape[]): tf.Shape {
    return this.shapesFor(shape).output;
  }

  protected override compute([x]: tf.Tensor[]): tf.Tensor {
    const { first, second, result } = this.labelsFor(x.rank);
    const input = { x, labels: [...first] };
    const kernel = { x: this.ownWeight('kernel').read(), labels: [...second] };
    const y = inOrder(contracted(input, kernel, [...result]), [...result]);
    const biased = this.args.biasAxes === null ? y : this.biased(y);
    return this.activation.call(biased, {}) as tf.Tensor;
  }

  private biased(y: tf.Tensor): tf.Tensor {
    const bias = this.ownWeight('bias').read();
    const isOfLastAxes = bias.shape.every((length, i) => length === y.shape.at(i - bias.rank));
    if (!isOfLastAxes) return tf.add(y, bias);
    return tf.reshape(tf.add(tf.reshape(y, [-1, bias.size]), tf.reshape(bias, [-1])), y.shape);
  }

  /** In lower case, because tfjs changes capital letters when it saves a model. */
  override getConfig(): Config {
    const { equation, biasAxes } = this.args;
    const labels = [...new Set(String(equation).match(/[a-z]/gi))];
    const small = (text: string) =>
      text.replace(/[a-z]/gi, (label) => LETTERS[labels.indexOf(label)]);
    const hasCapitals = /[A-Z]/.test(String(equation)) && labels.length <= LETTERS.length;
    const written = hasCapitals && { equation: small(String(equation)) };
    const ofBias = hasCapitals && biasAxes !== null && { biasAxes: small(String(biasAxes)) };
    const { activation } = this.activation.getConfig();
    return Object.assign(super.getConfig(), written, ofBias, { activation });
  }
}
