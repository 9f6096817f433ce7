import type * as tf from '@tensorflow/tfjs';
import type { Computation } from '../layers/activation_layer.js';
import { formulaOf, isIdentity } from './formulas.js';
import { type Call, type Graph, hasArguments } from './graph.js';
import { knownClass } from './known_classes.js';
import { maskedIn } from './masks.js';
import { type Norm, normOf } from './norm.js';

/** A call that computes each element of its output of one element of each input. */
export interface Link {
  readonly call: Call;
  readonly does:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'norm'; readonly norm: Norm }
    | { readonly kind: 'formula'; readonly computation: Computation }
    | { readonly kind: 'sum' };
}

/** Knows of a graph which calls can be one with the calls before them. */
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
   * Why no later call can be one with the call that has this output; `undefined` where one may.
   *
   * @param output What the reason calls it.
   */
  whyEnd(tensor: tf.SymbolicTensor, output = 'its output'): string | undefined {
    if (this.isOutput(tensor)) return `${output} is one of the model`;
    const count = this.readersOf(tensor).length;
    return count === 1 ? undefined : `${output} is read by ${count} calls`;
  }

  /** The call as a link; `undefined` where it is none. */
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

  /** Whether nothing broadcasts, nothing stays an integer, and nothing carries a mask, which tfjs would change. */
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

  /** The links behind a tensor, each the only reader of the one before. */
  behind(tensor: tf.SymbolicTensor, isFree: (call: Call) => boolean): Link[] {
    const links: Link[] = [];
    for (let last = tensor; this.whyEnd(last) === undefined; ) {
      const [reader] = this.readersOf(last);
      const link = isFree(reader) ? this.linkOf(reader) : undefined;
      if (link === undefined || links.length === MOST_LINKS) break;
      links.push(link);
      [last] = reader.outputs;
    }
    return links;
  }
}

/** So many inputs as each backend takes for a kernel. */
const MOST_LINKS = 6;

/** Whether the link computes anything. */
export function computes({ does }: Link): boolean {
  return does.kind !== 'nothing';
}
