import { readNamed, wrong } from '../arguments/by_name.js';
import { show } from '../arguments/show.js';
import type { CustomObjects } from './config/custom_objects.js';
import type { FileSource } from './files/source.js';

/** The second argument of `fromKeras`. */
export interface FromKerasOptions {
  /**
   * The weights, where they are in another file than the model: an `.h5` or a `.weights.h5` file, which
   * `model.save_weights()` writes, or a whole model. They take the place of those that the model has.
   */
  readonly weights?: FileSource;
  /** The user's own classes and functions by the names that Keras saved. */
  readonly customObjects?: CustomObjects;
}

const OPTIONS = { weights: {}, customObjects: {} };

/**
 * Those of `fromKeras`, or of what takes the same. `null` and `undefined` are not given.
 *
 * @param owner Whose they are, in errors.
 * @throws When they are no object, and when one has an unknown name.
 */
export function readOptions(owner: string, options: unknown): FromKerasOptions {
  if (options != null && !isRecord(options)) {
    throw new TypeError(
      `The options of ${owner} must be an object with weights, customObjects, or both. Received: ${show(options)}`,
    );
  }
  const given = readNamed('option', owner, options, OPTIONS);
  const customObjects = given.get('customObjects');
  if (customObjects && !isRecord(customObjects.value)) {
    throw wrong(owner, customObjects, 'must be an object that maps names to classes and functions');
  }
  return {
    weights: given.get('weights')?.value as FileSource | undefined,
    customObjects: customObjects?.value as CustomObjects | undefined,
  };
}

/** Whether it is an object of names and values, or a module; no list, no bytes, no `Map`. */
function isRecord(value: unknown): value is object {
  return /^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(value));
}
