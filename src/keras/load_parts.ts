import type { CustomObjects } from './config/custom_objects.js';
import type { ModelFacts } from './config/own_class.js';
import { isRegistered } from './config/registry.js';
import { isStandaloneBefore24 } from './config/version.js';
import type { SavedWeights } from './files/saved_model.js';
import type { translateOp } from './ops/read.js';

// Parts that only some models need are loaded on demand: bundlers put each part into a separate file.

/** The translators of the parts that a model has. */
export interface Parts {
  readonly translateOp?: typeof translateOp;
  readonly keras1?: Keras1;
}

export type Keras1 = typeof import('./keras1.js');

/** Loads the parts that old models need. */
export async function loadKeras1(
  version: string,
  weights: SavedWeights | undefined,
): Promise<Keras1 | undefined> {
  const isOld = [version, weights?.version ?? ''].some(isStandaloneBefore24);
  return isOld || weights?.backend === 'theano' ? import('./keras1.js') : undefined;
}

/** Loads the other parts that a model needs, and registers the classes of `layers/` if it has one of them. */
export async function loadParts(
  { hasOps, ownClasses }: ModelFacts,
  keras1: Keras1 | undefined,
  customObjects: CustomObjects = {},
): Promise<Parts> {
  const ofOps = hasOps ? { translateOp: (await import('./ops/read.js')).translateOp } : {};
  const areRegistered = () =>
    ownClasses.every((name) => isRegistered(name) || Object.hasOwn(customObjects, name));
  if (!areRegistered()) await import('./layers/register.js');
  if (!areRegistered()) await import('./layers/rare/register.js');
  return { ...ofOps, keras1 };
}
