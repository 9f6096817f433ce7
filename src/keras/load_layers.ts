import type { ModelFacts } from './config/own_class.js';

/** Registers the classes of `layers/` where a model needs one. A bundler puts them into a file that is loaded then. */
export async function loadLayers({ hasOwnClass }: ModelFacts): Promise<void> {
  if (hasOwnClass) await import('./layers/index.js');
}
