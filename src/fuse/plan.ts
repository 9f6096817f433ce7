import type * as tf from '@tensorflow/tfjs';
import { isOfOp } from '../kernels/products.js';
import { formulaOf, formulaOfArgument, isIdentity } from './formulas.js';
import { type Call, type Graph, hasArguments, readGraph } from './graph.js';
import { withoutIdentities } from './identities.js';
import { knownClass } from './known_classes.js';
import { computes, type Link, Links } from './links.js';
import type { Product } from './products/product.js';
import { productOf } from './products/products.js';

/** A call of a product and the links after it, or only links, as one call. */
export interface Fusion {
  readonly kind: 'fused';
  /** The name of the layer. Calls of one layer with the same links after it are calls of one fused layer. */
  readonly name: string;
  readonly product?: Product;
  readonly head: Call;
  /** The links after the product, or including the head as the first. */
  readonly links: readonly Link[];
}

type Unnamed = Omit<Fusion, 'name'>;

/** The key of the fused layer of a fusion: calls of one product are calls of one layer. */
function keyOf({ product, head }: Unnamed): object {
  return product ? head.layer : head;
}

export type Step = Fusion | { readonly kind: 'kept'; readonly call: Call; readonly why?: string };

/** What happens to each call of a model: `fuse` implements it, and the report describes it. */
export interface Plan {
  readonly model: tf.LayersModel;
  readonly graph: Graph;
  /** In an order in which they can be computed. */
  readonly steps: readonly Step[];
  /** The layers in the order in which they are called. */
  readonly layers: readonly tf.layers.Layer[];
}

export function planOf(model: tf.LayersModel): Plan {
  const whole = readGraph(model);
  const graph = withoutIdentities(whole);
  const layers = [...new Set(whole.calls.map(({ layer }) => layer))];
  return { model, graph, steps: new Planner(graph).steps(), layers };
}

class Planner {
  private readonly links: Links;
  private readonly callsOf = new Map<tf.layers.Layer, Call[]>();
  /** Keyed by the last call of the fusion. */
  private readonly fusions = new Map<Call, Unnamed>();
  private readonly taken = new Set<Call>();
  private readonly reasons = new Map<tf.layers.Layer, string>();

  constructor(private readonly graph: Graph) {
    this.links = new Links(graph);
    for (const call of graph.calls) {
      this.callsOf.set(call.layer, [...(this.callsOf.get(call.layer) ?? []), call]);
    }
  }

  steps(): Step[] {
    for (const [layer, calls] of this.callsOf) this.fuseProduct(layer, calls);
    for (const call of this.graph.calls) this.fuseLinks(call);
    const names = this.namesOfFusions();
    return this.graph.calls.flatMap((call): Step[] => {
      const fusion = this.fusions.get(call);
      if (fusion) return [{ ...fusion, name: names.get(keyOf(fusion)) as string }];
      if (this.taken.has(call)) return [];
      return [this.alone(call)];
    });
  }

  private isFree = (call: Call) => !this.taken.has(call);

  private fuseProduct(layer: tf.layers.Layer, calls: readonly Call[]): void {
    const product = productOf(layer);
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
      this.reasons.set(layer, `it is called ${calls.length} times, and different layers follow`);
    } else if (!gains(product, layer, links)) {
      const why = this.links.whyEnd(end.outputs[0]);
      this.reasons.set(layer, why ?? 'no layer after it can be fused with it');
    } else {
      calls.forEach((head, i) => {
        this.add({ kind: 'fused', product, head, links: chains[i] });
      });
    }
  }

  private fuseLinks(call: Call): void {
    const first = this.isFree(call) ? this.links.linkOf(call) : undefined;
    if (first === undefined || first.does.kind === 'nothing') return;
    const links = [first, ...this.links.behind(call.outputs[0], this.isFree, first)];
    if (links.filter(computes).length === 1 || !links.some(isNormOrSum)) return;
    this.add({ kind: 'fused', head: call, links });
  }

  private add(fusion: Unnamed): void {
    const calls = [fusion.head, ...fusion.links.map(({ call }) => call)];
    for (const call of calls) this.taken.add(call);
    this.fusions.set(calls[calls.length - 1], fusion);
  }

  /**
   * The names of the fused layers. An output of the model keeps its name. Otherwise a fused layer has the name of its
   * last layer that computes something, whose output it has, or, if another layer has that name, the name of its
   * first layer.
   */
  private namesOfFusions(): ReadonlyMap<object, string> {
    const taken = new Set(this.graph.calls.filter(this.isFree).map(({ layer: { name } }) => name));
    const names = new Map<object, string>();
    const give = (fusion: Unnamed, ...wanted: string[]) => {
      if (names.has(keyOf(fusion))) return;
      const [first] = wanted.slice(-1);
      for (let i = 1; wanted.every((name) => taken.has(name)); i++) wanted.push(`${first}_${i}`);
      const name = wanted.find((each) => !taken.has(each)) as string;
      taken.add(name);
      names.set(keyOf(fusion), name);
    };
    for (const [{ layer, outputs }, fusion] of this.fusions) {
      if (this.links.isOutput(outputs[0])) give(fusion, layer.name, fusion.head.layer.name);
    }
    for (const fusion of this.fusions.values()) {
      const { head, links } = fusion;
      const last = [...links].reverse().find(computes)?.call ?? head;
      const isShared =
        (this.callsOf.get(last.layer)?.length ?? 0) > (this.callsOf.get(head.layer)?.length ?? 0);
      const wanted = isShared ? [] : [last.layer.name];
      give(fusion, ...wanted, head.layer.name);
    }
    return names;
  }

  private alone(call: Call): Step {
    const { layer, inputs } = call;
    const link = this.links.linkOf(call);
    if (link === undefined) return { kind: 'kept', call, why: this.reasons.get(layer) };
    if (link.does.kind === 'nothing')
      return { kind: 'kept', call, why: 'its input is used directly' };
    const [{ sourceLayer }] = inputs;
    const { name } = sourceLayer;
    const why =
      this.links.whyEnd(inputs[0], `the output of ${name}`) ??
      (link.does.kind === 'formula' && isActivation(sourceLayer)
        ? `it directly follows the activation ${name}`
        : `it cannot be fused with ${name} (${sourceLayer.getClassName()}) before it`);
    return { kind: 'kept', call, why };
  }
}

/** Why a product cannot be fused with anything. */
function whyNot(layer: tf.layers.Layer, calls: readonly Call[]): string | undefined {
  if (calls.some(hasArguments)) return 'it is called with arguments';
  const { dataFormat, padding } = layer.getConfig();
  const className = knownClass(layer);
  const isLast = className === 'Conv1D' || className === 'SeparableConv2D';
  if (isLast && dataFormat === 'channelsFirst') return 'its data format is channelsFirst';
  if (padding === 'causal') return 'its padding is causal';
  const isFormula = formulaOfArgument(layer) !== undefined;
  return isFormula ? undefined : 'its activation is not elementwise';
}

/** Whether it needs fewer ops than what tfjs computes for the product. */
function gains(product: Product, layer: tf.layers.Layer, links: readonly Link[]): boolean {
  if (product.gainsAlone || links.some(computes)) return true;
  const { activation, useBias } = layer.getConfig();
  if (product.isOneOp) return activation !== 'linear' && !isOfOp(activation);
  return useBias === true || !isIdentity(formulaOfArgument(layer));
}

/**
 * A chain without any is only activations. TensorFlow and XNNPACK have kernels for some of these that use all cores or
 * take less time, so one kernel for two of them is often slower.
 */
function isNormOrSum({ does: { kind } }: Link): boolean {
  return kind === 'norm' || kind === 'sum';
}

function isActivation(layer: tf.layers.Layer): boolean {
  const formula = formulaOf(layer);
  return formula !== undefined && !isIdentity(formula);
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
