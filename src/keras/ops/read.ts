import { registerUnlessTaken } from '../../layers/brand.js';
import type { Report } from '../config/problems.js';
import { type Serialized, snakeName } from '../config/serialized.js';
import { hasTensor, KerasTensor, type LayerCall, showArgument, tensorsIn } from '../graph/calls.js';
import type { InboundNode } from '../graph/history.js';
import { Resizing } from '../layers/resizing.js';
import { layerOfOp } from './activations.js';
import { readGraphOp } from './graph_ops.js';
import { Op } from './index.js';
import { GRAPH_OP } from './is_op.js';
import { ops } from './ops.js';
import { tfFunctions } from './tf_functions.js';

// Functions that were called on tensors are listed among the layers of a functional model: those of `keras.ops` in
// Keras 3, those of TensorFlow in Keras 2.

registerUnlessTaken([Resizing]);

/** An op as a layer. */
export interface TranslatedOp {
  readonly class_name: string;
  readonly config: Serialized['config'];
  readonly nodes: readonly InboundNode[];
}

/** Replaces an op that was reported. */
function nothing(calls: readonly LayerCall[]): TranslatedOp {
  const nodes = calls.map(({ args, kwargs }) => tensorsIn([...args, ...Object.values(kwargs)]));
  return { class_name: 'Activation', config: { activation: 'linear' }, nodes };
}

/** The layer that computes an op, with its calls. If there is none, this is reported. */
export function translateOp(
  source: Serialized,
  calls: readonly LayerCall[],
  problem: Report,
): TranslatedOp {
  const read = calls.map((call) => readCall(source, call, problem));
  const translated = read.flatMap((call) => (call && asLayer(call, problem)) ?? []);
  if (translated.length === 0 || translated.length < calls.length) {
    if (calls.length === 0) problem('is an op that is never called');
    return nothing(calls);
  }
  const [{ class_name, config }] = translated;
  const said = (each: TranslatedOp) => JSON.stringify([each.class_name, each.config]);
  if (translated.some((other) => said(other) !== said(translated[0]))) {
    problem('is an op that is called with different arguments');
    return nothing(calls);
  }
  return { class_name, config, nodes: translated.flatMap(({ nodes }) => nodes) };
}

interface OpCall {
  readonly op: string;
  readonly given: Readonly<Record<string, unknown>>;
}

function readCall(source: Serialized, call: LayerCall, problem: Report): OpCall | undefined {
  if (source.class_name === GRAPH_OP) return callOfGraph(source, call, problem);
  return 'function' in source.config
    ? callOfTensorFlow(source, call, problem)
    : callOfKeras3(source, call, problem);
}

function callOfGraph({ config }: Serialized, { args }: LayerCall, problem: Report) {
  const read = readGraphOp(config, args.flat());
  if (typeof read !== 'string') return read;
  problem(read);
  return undefined;
}

/** `keras.activations.relu` with arguments is a separate class. */
function opOfClass(className: string): string {
  return className === 'ReLU' ? 'relu' : snakeName(className);
}

function callOfKeras3(source: Serialized, call: LayerCall, problem: Report): OpCall | undefined {
  const op = opOfClass(source.class_name);
  const { name, ...config } = source.config;
  const parameters = Object.hasOwn(ops, op) ? ops[op].parameters : ['x'];
  const isVariadic = parameters[0] === 'operands';
  if (!isVariadic && call.args.length > parameters.length) {
    problem(
      Object.hasOwn(ops, op)
        ? 'is an op that is called with too many arguments'
        : `is the Keras op ${op}, which is not supported: use a layer instead`,
    );
    return undefined;
  }
  const positional = isVariadic
    ? { operands: call.args }
    : Object.fromEntries(call.args.map((argument, i) => [parameters[i], argument]));
  const given = { ...config, ...positional, ...call.kwargs };
  if (typeof config.subscripts === 'string') {
    return { op, given: { ...given, subscripts: inLowerCase(config.subscripts) } };
  }
  return { op, given };
}

function callOfTensorFlow(
  { config }: Serialized,
  { args, kwargs }: LayerCall,
  problem: Report,
): OpCall | undefined {
  const name = String(config.function);
  const row = tfFunctions.get(name);
  if (row === undefined) {
    problem(`calls tf.${name}, which is not supported: use a layer instead`);
    return undefined;
  }
  const [first, ...others] = row.parameters;
  const given: Record<string, unknown> = { [first.ofOp]: args[0] };
  for (const { name, ofOp, byDefault } of others) {
    const value = kwargs[name] ?? byDefault;
    if (value !== undefined && value !== null) given[ofOp] = value;
  }
  const known = ['name', ...row.parameters.map(({ name }) => name)];
  for (const [key, value] of Object.entries(kwargs)) {
    if (known.includes(key) || value === row.fixed.get(key)) continue;
    problem(`calls tf.${name} with ${key}=${showArgument(value)}, which is not supported`);
    return undefined;
  }
  return { op: row.op, given };
}

/** Arguments of ops that have no effect here, with the values for which this holds. */
const HARMLESS: Readonly<Record<string, readonly unknown[]>> = {
  decimals: [0],
  dtype: [null, 'float32'],
  ragged: [null, false],
  sparse: [null, false],
  synchronized: [false],
};

/** An equation in the letters from a, because tfjs changes the case of letters when it saves a model. */
function inLowerCase(equation: string): string {
  const letters = [...new Set(equation.match(/[a-z]/gi))].sort();
  return equation.replace(/[a-z]/gi, (letter) =>
    String.fromCharCode('a'.charCodeAt(0) + letters.indexOf(letter)),
  );
}

function asLayer({ op, given }: OpCall, problem: Report): TranslatedOp | undefined {
  if (op === 'sparsemax') {
    problem('is the sparsemax of Keras 3, whose values do not sum to 1');
    return undefined;
  }
  const { x, ...config } = given;
  const ofActivation = layerOfOp(op, config);
  if (ofActivation !== undefined && x instanceof KerasTensor && !hasTensor(config)) {
    return { ...ofActivation, nodes: [[x.history]] };
  }
  if (!Object.hasOwn(ops, op)) {
    problem(`is the Keras op ${op}, which is not supported: use a layer instead`);
    return undefined;
  }
  const { parameters } = ops[op];
  const tensors: string[] = [];
  const node: InboundNode[number][] = [];
  const constants: Record<string, unknown> = {};
  for (const [key, argument] of Object.entries(given)) {
    if (!parameters.includes(key)) {
      if (HARMLESS[key]?.includes(argument)) continue;
      problem(`is ${op} with ${key}=${showArgument(argument)}, which is not supported`);
      return undefined;
    }
    const histories = [argument]
      .flat()
      .map((each) => (each instanceof KerasTensor ? [each.history] : []));
    const isTensor = histories.map(({ length }) => length === 1);
    tensors.push(...histories.flat().map(() => key));
    node.push(...histories.flat());
    if (isTensor.every((each) => each) && isTensor.length > 0) continue;
    const others = Array.isArray(argument) ? argument.filter((_, i) => !isTensor[i]) : [argument];
    if (hasTensor(others)) {
      problem(`is ${op} with a tensor inside of ${key}, which is not supported`);
      return undefined;
    }
    constants[key] = Array.isArray(argument)
      ? argument.map((each, i) => (isTensor[i] ? null : each))
      : argument;
  }
  if (tensors.length === 0) {
    problem(`is ${op} of constants only`);
    return undefined;
  }
  return { class_name: Op.className, config: { op, tensors, constants }, nodes: [node] };
}
