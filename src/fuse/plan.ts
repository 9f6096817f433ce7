import type * as tf from '@tensorflow/tfjs';
import { formulaOfArgument, isIdentity } from './formulas.js';
import { type Call, type Graph, readGraph } from './graph.js';
import { knownClass } from './known_classes.js';
import { computes, hasArguments, type Link, Links } from './links.js';
import type { Product } from './products/product.js';
import { products } from './products/products.js';

/** A call of a product and the links behind it, or links alone, as one call. */
export interface Fusion {
  readonly kind: 'fused';
  /** What the layer is called. Calls of one layer with the same links behind it are calls of one fused layer. */
  readonly name: string;
  readonly product?: Product;
  readonly head: Call;
  /** Behind the product, or with the head as the first. */
  readonly links: readonly Link[];
}

export type Step =
  | Fusion
  | { readonly kind: 'kept'; readonly call: Call; readonly why?: string }
  | { readonly kind: 'dropped'; readonly call: Call };

/** What becomes of each call of a model: `fuse` follows it, and the report tells it. */
export interface Plan {
  readonly model: tf.LayersModel;
  readonly graph: Graph;
  /** In an order in which they can be computed. */
  readonly steps: readonly Step[];
}

export function planOf(model: tf.LayersModel): Plan {
  const graph = readGraph(model);
  return { model, graph, steps: new Planner(graph).steps() };
}

class Planner {
  private readonly links: Links;
  private readonly callsOf = new Map<tf.layers.Layer, Call[]>();
  /** By the last call that is in it. */
  private readonly fusions = new Map<Call, Fusion>();
  private readonly taken = new Set<Call>();
  private readonly reasons = new Map<tf.layers.Layer, string>();
  private readonly names = new Set<string>();

  constructor(private readonly graph: Graph) {
    this.links = new Links(graph);
    for (const call of graph.calls) {
      this.callsOf.set(call.layer, [...(this.callsOf.get(call.layer) ?? []), call]);
    }
  }

  steps(): Step[] {
    for (const [layer, calls] of this.callsOf) this.fuseProduct(layer, calls);
    for (const call of this.graph.calls) this.fuseLinks(call);
    return this.graph.calls.flatMap((call): Step[] => {
      const fusion = this.fusions.get(call);
      if (fusion) return [fusion];
      if (this.taken.has(call)) return [];
      return [this.alone(call)];
    });
  }

  private isFree = (call: Call) => !this.taken.has(call);

  private fuseProduct(layer: tf.layers.Layer, calls: readonly Call[]): void {
    const product = products.find(({ className }) => className === knownClass(layer));
    if (product === undefined) return;
    const reason = whyNot(layer, calls);
    if (reason !== undefined) {
      this.reasons.set(layer, reason);
      return;
    }
    let chains = calls.map(({ outputs: [y] }) => this.links.behind(y, this.isFree));
    if (calls.length > 1) chains = chains.map(withoutSums);
    const [links] = chains;
    const end = links.at(-1)?.call ?? calls[0];
    if (!chains.every((each) => areSame(each, links))) {
      this.reasons.set(layer, `it is called ${calls.length} times, and what follows differs`);
    } else if (!gains(product, layer, links)) {
      const why = this.links.whyEnd(end.outputs[0]);
      this.reasons.set(layer, why ?? 'nothing follows that can be one with it');
    } else {
      const name = this.nameFor(chains, calls);
      calls.forEach((head, i) => {
        this.add({ kind: 'fused', name, product, head, links: chains[i] });
      });
    }
  }

  private fuseLinks(call: Call): void {
    const first = this.isFree(call) ? this.links.linkOf(call) : undefined;
    if (first === undefined || first.does.kind === 'nothing') return;
    const behind = this.links.behind(call.outputs[0], this.isFree);
    if (!behind.some(computes)) return;
    const links = [first, ...behind];
    this.add({ kind: 'fused', name: this.nameFor([links], [call]), head: call, links });
  }

  private add(fusion: Fusion): void {
    const calls = [fusion.head, ...fusion.links.map(({ call }) => call)];
    for (const call of calls) this.taken.add(call);
    this.fusions.set(calls[calls.length - 1], fusion);
  }

  /** The name of the last layer that computes, or that the model names as an output; where it is called elsewhere, of the first. */
  private nameFor(chains: readonly (readonly Link[])[], heads: readonly Call[]): string {
    const [links] = chains;
    const [first] = heads;
    const end = links.at(-1)?.call;
    const last =
      end && this.links.isOutput(end.outputs[0]) ? end : [...links].reverse().find(computes)?.call;
    const { layer } = last ?? first;
    const { name } = this.callsOf.get(layer)?.length === heads.length ? layer : first.layer;
    let free = name;
    for (let i = 1; this.names.has(free); i++) free = `${name}_${i}`;
    this.names.add(free);
    return free;
  }

  private alone(call: Call): Step {
    const { layer, outputs, inputs } = call;
    const link = this.links.linkOf(call);
    if (link?.does.kind === 'nothing' && !this.links.isOutput(outputs[0])) {
      return { kind: 'dropped', call };
    }
    if (link === undefined) return { kind: 'kept', call, why: this.reasons.get(layer) };
    if (link.does.kind === 'nothing')
      return { kind: 'kept', call, why: 'it is an output of the model' };
    const { sourceLayer } = inputs[0];
    const why = this.links.whyEnd(inputs[0])?.replace('its', `the`);
    return {
      kind: 'kept',
      call,
      why: why
        ? `${why.replace('the output', `the output of ${sourceLayer.name}`)}`
        : `it cannot be one with ${sourceLayer.name} (${sourceLayer.getClassName()}) before it`,
    };
  }
}

/** Why a product can be one with nothing. */
function whyNot(layer: tf.layers.Layer, calls: readonly Call[]): string | undefined {
  if (calls.some(hasArguments)) return 'it is called with arguments';
  const { dataFormat, padding } = layer.getConfig();
  const className = knownClass(layer);
  const isLast = className === 'Conv1D' || className === 'SeparableConv2D';
  if (isLast && dataFormat === 'channelsFirst') return 'its channels come first';
  if (padding === 'causal') return 'its padding is causal';
  const isFormula = formulaOfArgument(layer) !== undefined;
  return isFormula ? undefined : 'its activation is not computed for each element alone';
}

/** Whether it is fewer ops than what tfjs computes for the product. */
function gains(product: Product, layer: tf.layers.Layer, links: readonly Link[]): boolean {
  if (links.some(computes)) return true;
  const { activation, useBias } = layer.getConfig();
  if (product.isOneOp) return !['linear', 'relu', 'elu'].includes(activation as string);
  return useBias === true || !isIdentity(formulaOfArgument(layer));
}

function withoutSums(links: readonly Link[]): Link[] {
  const sum = links.findIndex(({ does }) => does.kind === 'sum');
  return links.slice(0, sum < 0 ? links.length : sum);
}

function areSame(links: readonly Link[], others: readonly Link[]): boolean {
  return (
    links.length === others.length &&
    links.every(({ call }, i) => call.layer === others[i].call.layer)
  );
}
