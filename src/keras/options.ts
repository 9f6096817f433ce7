import { readNamed, wrong } from '../arguments/by_name.js';
import { show } from '../arguments/show.js';
import type { CustomObjects } from './config/custom_objects.js';
import type { FileSource } from './files/source.js';

/** The second argument of `fromKeras`. */
export interface FromKerasOptions {
  /**
   * The weights, if they are in a separate file: an `.h5` or `.weights.h5` file that `model.save_weights()` writes,
   * or a whole model. They replace the weights of the model.
   */
  readonly weights?: FileSource;
  /** Your own classes and functions, under the names that Keras saved. */
  readonly customObjects?: CustomObjects;
}

const OPTIONS = { weights: {}, customObjects: {} };

/**
 * Reads the options of `fromKeras` or of a function with the same options. `null` and `undefined` count as not given.
 *
 * @param owner The function, in errors.
 * @throws When the options are not an object, and when an option is unknown.
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

/** Whether it is an object of names and values, or a module; not a list, bytes or a `Map`. */
function isRecord(value: unknown): value is object {
  return /^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(value));
}
