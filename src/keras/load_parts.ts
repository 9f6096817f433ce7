import type { ModelFacts } from './config/own_class.js';
import type { translateOp } from './ops/read.js';

// What only some models need is loaded for these: bundlers put each part into a file of its own.

/** What translates a part of a model, where the model has that. */
export interface Parts {
  readonly translateOp?: typeof translateOp;
}

/** Loads the parts that a model needs, and registers the classes of `layers/` where it has one. */
export async function loadParts({ hasOps, hasOwnClass }: ModelFacts): Promise<Parts> {
  if (hasOwnClass) await import('./layers/index.js');
  return hasOps ? { translateOp: (await import('./ops/read.js')).translateOp } : {};
}
