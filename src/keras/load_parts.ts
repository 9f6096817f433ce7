import type { ModelFacts } from './config/own_class.js';
import { isStandaloneBefore24 } from './config/version.js';
import type { SavedWeights } from './files/saved_model.js';
import type { translateOp } from './ops/read.js';

// What only some models need is loaded for these: bundlers put each part into a file of its own.

/** What translates a part of a model, where the model has that. */
export interface Parts {
  readonly translateOp?: typeof translateOp;
  readonly keras1?: Keras1;
}

export type Keras1 = typeof import('./keras1.js');

/** Loads what old models need. */
export async function loadKeras1(
  version: string,
  weights: SavedWeights | undefined,
): Promise<Keras1 | undefined> {
  const isOld = [version, weights?.version ?? ''].some(isStandaloneBefore24);
  return isOld || weights?.backend === 'theano' ? import('./keras1.js') : undefined;
}

/** Loads the parts that a model needs besides, and registers the classes of `layers/` where it has one. */
export async function loadParts(
  { hasOps, hasOwnClass }: ModelFacts,
  keras1: Keras1 | undefined,
): Promise<Parts> {
  if (hasOwnClass) await import('./layers/index.js');
  const ofOps = hasOps ? { translateOp: (await import('./ops/read.js')).translateOp } : {};
  return { ...ofOps, keras1 };
}
