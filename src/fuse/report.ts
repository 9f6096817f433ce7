import type * as tf from '@tensorflow/tfjs';
import { isFusable } from './models.js';
import { type Plan, planOf } from './plan.js';

/** What happens to one layer when its model is fused. */
export interface FusedRow {
  /** The name of the layer. A layer in an inner model has the name of that model as a prefix: `encoder/conv`. */
  readonly layer: string;
  /** The name of its class in a saved model. */
  readonly className: string;
  /**
   * `'fused'`: combined with the layers after it; a dense layer may also be fused on its own. `'folded'`: part of such a
   * layer. `'dropped'`: removed, because it does nothing in inference. `'kept'`: copied unchanged.
   */
  readonly becomes: 'fused' | 'folded' | 'dropped' | 'kept';
  /** The layers of the fused model that contain it, if it is fused or folded. */
  readonly into: readonly string[];
  /** Why it is kept, if it could have been fused. */
  readonly why?: string;
}

/** What `fuse` does with each layer of a model. */
export class FusionReport {
  /** @internal */
  constructor(
    /** One row for each layer, in the order in which they are called. */
    readonly rows: readonly FusedRow[],
  ) {}

  /** As a table. */
  toString(): string {
    const cells = this.rows.map(({ layer, className, becomes, into, why }) => {
      const isAlone = becomes === 'fused' && into.length === 1 && into[0] === layer;
      const where = into.length > 0 && !isAlone ? ` into ${into.join(', ')}` : '';
      return [`${layer} (${className})`, `${becomes}${where}${why ? `: ${why}` : ''}`] as const;
    });
    const width = Math.max(...cells.map(([layer]) => layer.length), 0);
    return cells.map(([layer, what]) => `${layer.padEnd(width)}  ${what}`).join('\n');
  }
}

export function reportOf(model: tf.LayersModel): FusionReport {
  return new FusionReport(rowsOf(planOf(model), ''));
}

function rowsOf({ layers, steps }: Plan, path: string): FusedRow[] {
  const facts = new Map<tf.layers.Layer, Facts>();
  for (const layer of layers) facts.set(layer, { into: new Set() });
  const of = (layer: tf.layers.Layer) => facts.get(layer) as Facts;
  for (const step of steps) {
    if (step.kind === 'kept') {
      of(step.call.layer).kept = { why: step.why };
    } else if (step.kind === 'fused') {
      const name = path + step.name;
      if (step.product) of(step.head.layer).isHead = true;
      of(step.head.layer).into.add(name);
      for (const { call, does } of step.links) {
        if (does.kind !== 'nothing') of(call.layer).into.add(name);
      }
    }
  }
  return [...facts].flatMap(([layer, { into, kept, isHead }]): FusedRow[] => {
    const name = path + layer.name;
    const className = layer.getClassName();
    const row = { layer: name, className, into: [...into] };
    if (kept) {
      const own: FusedRow = { ...row, becomes: 'kept', ...(kept.why && { why: kept.why }) };
      return isFusable(layer) ? [own, ...rowsOf(planOf(layer), `${name}/`)] : [own];
    }
    if (into.size === 0) return [{ ...row, becomes: 'dropped' }];
    return [{ ...row, becomes: isHead ? 'fused' : 'folded' }];
  });
}

/** What the steps contain about a layer. */
interface Facts {
  readonly into: Set<string>;
  kept?: { readonly why?: string };
  isHead?: boolean;
}
