import { hasOwnClass } from './config/own_class.js';
import type { Serialized } from './config/serialized.js';
import { factsOf } from './model_facts.js';

/** Registers the classes of `layers/` where a model needs one. A bundler puts them into a file that is loaded then. */
export async function loadLayers(model: Serialized, version: string): Promise<void> {
  if (hasOwnClass(model, factsOf(model, version))) await import('./layers/index.js');
}
