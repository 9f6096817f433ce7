import type { KerasSource } from './files/source.js';
import { type FromKerasOptions, readOptions } from './options.js';

/** What becomes of a layer of a model of Keras. */
export interface CheckedLayer {
  /** `model/layers/7`. */
  readonly place: string;
  /** Its name. */
  readonly layer: string;
  /** What Keras calls its class; empty where the problem is one of a whole model. */
  readonly className: string;
  /** Its activation, as Keras calls it. */
  readonly activation: string;
  /** Why it cannot be translated. */
  readonly problems: readonly string[];
  /** The versions of Keras with whose outputs our tests compare those of its class; none for a class of the user. */
  readonly compared: readonly string[];
  /** What tfjs by itself would do otherwise. */
  readonly stock: readonly string[];
}

/**
 * What becomes of each layer of a model of Keras, also of one that `fromKeras` refuses.
 *
 * @param options Those of `fromKeras`.
 * @throws When it cannot be read, and when the options are not those.
 */
export async function check(
  source: KerasSource,
  options?: FromKerasOptions,
): Promise<CheckedLayer[]> {
  const given = readOptions('check', options);
  return (await import('./checked_layers.js')).checkedLayers(source, given);
}
