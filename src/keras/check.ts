import type { KerasSource } from './files/source.js';
import { type FromKerasOptions, readOptions } from './options.js';

/** How `fromKeras` handles one layer of a Keras model. */
export interface CheckedLayer {
  /** `model/layers/7`. */
  readonly place: string;
  /** The name of the layer. */
  readonly layer: string;
  /** The name of its class in Keras; empty if the problem concerns a whole model. */
  readonly className: string;
  /** The name of its activation in Keras. */
  readonly activation: string;
  /** Why the layer cannot be translated. */
  readonly problems: readonly string[];
  /** The versions of Keras whose outputs our tests compare for this class; empty for a custom class. */
  readonly compared: readonly string[];
  /** What tfjs without this package would do differently, apart from masks, which are not followed. */
  readonly stock: readonly string[];
}

/**
 * Reports how `fromKeras` handles each layer of a Keras model, including models that `fromKeras` refuses.
 *
 * ```js
 * for (const { place, problems } of await check('model.keras')) {
 *   if (problems.length > 0) console.log(place, problems.join(' '));
 * }
 * ```
 *
 * @param options The options of `fromKeras`.
 * @throws When the source cannot be read, and when the options are invalid.
 */
export async function check(
  source: KerasSource,
  options?: FromKerasOptions,
): Promise<CheckedLayer[]> {
  const given = readOptions('check', options);
  return (await import('./checked_layers.js')).checkedLayers(source, given);
}
