import * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import {
  type Config,
  type Inputs,
  KerasLayer,
  type Kwargs,
  listOfShapes,
  type Shapes,
} from './keras_layer.js';
import type { WeightInfo } from './own_weight.js';

type Apply = tf.layers.Layer['apply'];

/** The input of attention: the inputs of the layer, and the masks that they carry. */
export interface Attended<T> {
  readonly query: T;
  readonly value: T;
  readonly key: T;
}

const ATTENDED = ['query', 'value', 'key'] as const;
const TENSORS = [...ATTENDED, 'attentionMask', 'queryMask', 'valueMask', 'keyMask'] as const;
type Name = (typeof TENSORS)[number];
type Masks = Partial<Attended<tf.Tensor>>;

/** The arguments that Keras passes to a call, and tfjs to the constructor. */
const CALL: Config = {
  // The names of the inputs; by default query, value and key, or the first two of them. Masks may be among them.
  tensors: null,
  // The inputs whose carried masks are ignored, and the masks that are ignored.
  unmasked: null,
  useCausalMask: false,
  returnAttentionScores: false,
};

/** Those of them that Keras passes as constants. */
export const OPTIONS = ['use_causal_mask', 'return_attention_scores'];

/** A layer in which queries attend to values, by the similarity of their keys. */
export abstract class AttentionLayer extends KerasLayer {
  protected readonly isCausal: boolean;
  protected readonly returnsScores: boolean;

  constructor(args: object | undefined, defaults: Config, weights: Record<string, WeightInfo>) {
    super(args, { dropout: 0, ...CALL, ...defaults }, weights);
    this.supportsMasking = true;
    this.isCausal = this.args.useCausalMask === true;
    this.returnsScores = this.args.returnAttentionScores === true;
    const { dropout } = this.args;
    if (typeof dropout !== 'number' || !(dropout >= 0 && dropout < 1)) {
      throw this.wrong('dropout', 'must be a number from 0 to less than 1', RangeError);
    }
    for (const name of [...this.namesGiven('tensors'), ...this.namesGiven('unmasked')]) {
      if (!(TENSORS as readonly string[]).includes(name)) {
        throw this.wrong('tensors', `must be names among ${TENSORS.join(', ')}`, TypeError);
      }
    }
  }

  protected abstract attend(
    inputs: Attended<tf.Tensor>,
    masks: Masks,
    attentionMask: tf.Tensor | undefined,
    isTraining: boolean,
  ): { readonly output: tf.Tensor; readonly scores: tf.Tensor };

  protected abstract shapesOf(shapes: Attended<tf.Shape>): {
    readonly output: tf.Shape;
    readonly scores: tf.Shape;
  };

  // The masks are known when the outputs are read: see `CarriedMasks`. If `kwargs` contains no mask at all, no input
  // of an earlier layer carries one, and no input of this layer does.

  override apply(...[inputs, kwargs]: Parameters<Apply>): ReturnType<Apply> {
    const isOfModel = Array.isArray(inputs) && this.inboundNodes.length > 0;
    const isSymbolic = [inputs].flat()[0] instanceof tf.SymbolicTensor;
    if (isSymbolic) return super.apply(distinct([inputs].flat() as tf.SymbolicTensor[]), kwargs);
    if (!isOfModel || !(kwargs && 'mask' in kwargs)) return super.apply(inputs, kwargs);
    return this.carriedMasks.later(
      inputs,
      this.returnsScores ? 2 : 1,
      (masks = [kwargs.mask].flat()) =>
        [super.apply(inputs, { ...kwargs, mask: [...masks] }) as Inputs].flat(),
    );
  }

  protected override compute(inputs: tf.Tensor[], { mask, training }: Kwargs): Inputs {
    const given = this.named(inputs);
    const [query, value] = ['query', 'value'].map((name) => given[name as Name]);
    const { key = value, attentionMask } = given;
    const { output, scores } = this.attend(
      { query, value, key } as Attended<tf.Tensor>,
      { ...this.masksOf([mask].flat(), inputs.length), ...this.givenMasks(given) },
      attentionMask,
      training === true,
    );
    return this.returnsScores ? [output, scores] : output;
  }

  override computeMask(inputs: Inputs, mask?: Inputs): Inputs {
    this.carriedMasks.tell(inputs, mask);
    const { query = null } = this.masksOf([mask].flat(), [inputs].flat().length);
    return (this.returnsScores ? [query, null] : query) as Inputs;
  }

  override computeOutputShape(inputShape: Shapes): tf.Shape {
    const { output, scores } = this.shapesOf(this.attendedShapes(inputShape));
    return this.returnsScores ? ([output, scores] as unknown as tf.Shape) : output;
  }

  protected attendedShapes(inputShape: Shapes): Attended<tf.Shape> {
    const { query, value, key = value } = this.named(listOfShapes(inputShape));
    return { query, value, key } as Attended<tf.Shape>;
  }

  /** With dropout, which has no effect outside of training. */
  protected dropped(weights: tf.Tensor, isTraining: boolean): tf.Tensor {
    const rate = this.args.dropout as number;
    return isTraining && rate > 0 ? tf.dropout(weights, rate) : weights;
  }

  private namesGiven(argument: 'tensors' | 'unmasked'): string[] {
    const { [argument]: names } = this.args;
    return Array.isArray(names) ? names.map((name) => camelCase(String(name))) : [];
  }

  /** The inputs, keyed by name. */
  private named<T>(inputs: readonly T[]): Partial<Record<Name, T>> {
    const names = this.namesOf(inputs.length);
    if (inputs.length === names.length && names.includes('query') && names.includes('value')) {
      return Object.fromEntries(names.map((name, i) => [name, inputs[i]]));
    }
    throw new Error(
      `The layer ${this.name} takes a list of a query, a value and optionally a key. Received: ${inputs.length} ` +
        `inputs, tensors=${show(this.args.tensors)}`,
    );
  }

  private namesOf(count: number): string[] {
    const names = this.namesGiven('tensors');
    return names.length > 0 ? names : ATTENDED.slice(0, count);
  }

  /** The masks that inputs carry and that are not ignored. */
  private masksOf(masks: readonly unknown[], count: number): Masks {
    const unmasked = this.namesGiven('unmasked');
    return Object.fromEntries(
      this.namesOf(count).flatMap((name, i) =>
        masks[i] != null && !unmasked.includes(name) ? [[name, masks[i]]] : [],
      ),
    );
  }

  /** The masks that were passed as inputs. */
  private givenMasks(given: Partial<Record<Name, tf.Tensor>>): Masks {
    const unmasked = this.namesGiven('unmasked');
    return Object.fromEntries(
      ATTENDED.flatMap((name) => {
        const mask = given[`${name}Mask`];
        return mask && !unmasked.includes(`${name}Mask`) ? [[name, mask]] : [];
      }),
    );
  }
}

/**
 * Without duplicate tensors: tfjs would count a duplicate twice among the readers of the tensor, and dispose it
 * before the last one has read it. Another layer passes a duplicate on.
 */
function distinct(inputs: readonly tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  return inputs.map((input, i) =>
    inputs.indexOf(input) === i
      ? input
      : (tf.layers.activation({ activation: 'linear' }).apply(input) as tf.SymbolicTensor),
  );
}
