import type * as tf from '@tensorflow/tfjs';
import type { Computation } from '../layers/activation_layer.js';
import { formulaOf, isIdentity } from './formulas.js';
import { type Call, type Graph, hasArguments } from './graph.js';
import { knownClass } from './known_classes.js';
import { maskedIn } from './masks.js';
import { type Norm, normOf } from './norm.js';

/** A call that computes each element of its output from one element of each input. */
export interface Link {
  readonly call: Call;
  readonly does:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'norm'; readonly norm: Norm }
    | { readonly kind: 'formula'; readonly computation: Computation }
    | { readonly kind: 'sum' };
}

/** Decides which calls of a graph can be fused with the calls before them. */
export class Links {
  private readonly readers = new Map<tf.SymbolicTensor, Call[]>();
  private readonly masked: ReadonlySet<tf.SymbolicTensor>;

  constructor(private readonly graph: Graph) {
    this.masked = maskedIn(graph);
    for (const call of graph.calls) {
      for (const input of new Set(call.inputs)) {
        this.readers.set(input, [...this.readersOf(input), call]);
      }
    }
  }

  readersOf(tensor: tf.SymbolicTensor): readonly Call[] {
    return this.readers.get(tensor) ?? [];
  }

  isOutput(tensor: tf.SymbolicTensor): boolean {
    return this.graph.outputs.includes(tensor);
  }

  /**
   * Why no later call can be fused with the call that has this output; `undefined` if one may be.
   *
   * @param output The name of the output in the reason.
   */
  whyEnd(tensor: tf.SymbolicTensor, output = 'its output'): string | undefined {
    if (this.isOutput(tensor)) return `${output} is an output of the model`;
    const count = this.readersOf(tensor).length;
    return count === 1 ? undefined : `${output} is used by ${count} calls`;
  }

  /** The call as a link; `undefined` if it is not one. */
  linkOf(call: Call): Link | undefined {
    if (hasArguments(call)) return undefined;
    const { layer, inputs } = call;
    if (knownClass(layer) === 'Add') {
      return this.isPlainSum(call) ? { call, does: { kind: 'sum' } } : undefined;
    }
    const norm = normOf(layer, inputs[0].shape.length);
    if (norm) return { call, does: { kind: 'norm', norm } };
    const computation = formulaOf(layer);
    if (computation === undefined) return undefined;
    if (isIdentity(computation)) return { call, does: { kind: 'nothing' } };
    return { call, does: { kind: 'formula', computation } };
  }

  /** Whether no input broadcasts, is an integer, or carries a mask, which tfjs would change. */
  private isPlainSum({ inputs }: Call): boolean {
    const [first] = inputs;
    return (
      new Set(inputs).size === inputs.length &&
      inputs.every(
        (input) =>
          input.dtype === 'float32' &&
          !this.masked.has(input) &&
          JSON.stringify(input.shape) === JSON.stringify(first.shape),
      )
    );
  }

  /**
   * The links after a tensor, each the only reader of the one before.
   *
   * @param first The link whose output is the tensor, if these are to be fused with it.
   */
  behind(tensor: tf.SymbolicTensor, isFree: (call: Call) => boolean, first?: Link): Link[] {
    const links: Link[] = [];
    let tensors = first ? tensorsOf(first) : 0;
    for (let last = tensor; this.whyEnd(last) === undefined; ) {
      const [reader] = this.readersOf(last);
      const link = isFree(reader) ? this.linkOf(reader) : undefined;
      // Norms directly after a product are folded into its kernels.
      const isFolded = !first && [...links, link].every((each) => each?.does.kind === 'norm');
      if (link && !isFolded) tensors += tensorsOf(link);
      if (link === undefined || tensors > MOST_TENSORS) break;
      links.push(link);
      [last] = reader.outputs;
    }
    return links;
  }
}

/**
 * The number of tensors that a kernel may read in addition to a product and its bias: WebGPU allows eight, including
 * the output.
 */
const MOST_TENSORS = 5;

/** The number of tensors that a link reads in addition to its first input. */
function tensorsOf({ call, does }: Link): number {
  switch (does.kind) {
    case 'nothing':
      return 0;
    case 'norm':
      return 2;
    case 'formula':
      return Object.values(does.computation.values).filter((value) => typeof value !== 'number')
        .length;
    case 'sum':
      return call.inputs.length - 1;
  }
}

/** Whether the link computes anything. */
export function computes({ does }: Link): boolean {
  return does.kind !== 'nothing';
}
