import type * as tf from '@tensorflow/tfjs';
import { formulaOf, isIdentity } from './formulas.js';
import { type Call, type Graph, hasArguments } from './graph.js';

/** The graph without the calls that do nothing in inference. */
export function withoutIdentities({ inputs, outputs, calls }: Graph): Graph {
  const sources = new Map<tf.SymbolicTensor, tf.SymbolicTensor>();
  const sourceOf = (tensor: tf.SymbolicTensor) => sources.get(tensor) ?? tensor;
  const isDropped = (call: Call): boolean => {
    const [output] = call.outputs;
    if (hasArguments(call) || !isIdentity(formulaOf(call.layer)) || outputs.includes(output)) {
      return false;
    }
    const source = sourceOf(call.inputs[0]);
    // tfjs counts an input that a call has twice as read twice, and disposes it before the last call has read it.
    const wouldReadTwice = calls.some(
      ({ inputs }) =>
        inputs.includes(output) &&
        inputs.some((input) => input !== output && sourceOf(input) === source),
    );
    if (!wouldReadTwice) sources.set(output, source);
    return !wouldReadTwice;
  };
  const left = calls.filter((call) => !isDropped(call));
  const read = left.map((call) => ({ ...call, inputs: call.inputs.map(sourceOf) }));
  return { inputs, outputs, calls: read };
}
