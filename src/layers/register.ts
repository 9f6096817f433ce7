import * as tf from '@tensorflow/tfjs';
import { activationClasses } from '../activations/identifiers.js';
import { functionName } from '../arguments/case.js';
import { defineFunctions } from '../catalogue/functions.js';
import { registerElementwise } from '../kernels/elementwise.js';
import { registerSlicewise } from '../kernels/slicewise.js';
import { isOurs, markAsOurs } from './brand.js';
import * as classes from './classes.js';
import { layerClasses } from './layers.js';

/**
 * Registers the layers and the names for `activation: '…'` with tfjs. A model that is loaded afterwards uses the classes
 * of this package for these names, in place of those of tfjs. If you have registered a class of your own under one of
 * the names, yours is kept and a warning is printed, except for the six layers of Keras, which are always replaced.
 *
 * Importing the package calls this function. Call it yourself if a bundler removes imports that have only side effects.
 * Calling it again has no effect.
 *
 * ```js
 * register();
 * const model = await tf.loadLayersModel('https://example.com/model.json');
 * ```
 */
export function register(): void {
  warnOfTwoCopies();
  registerElementwise();
  registerSlicewise();
  defineFunctions();
  const isReplaceable = replaceable();
  const left: string[] = [];
  for (const each of [...layerClasses, ...activationClasses]) {
    markAsOurs(each);
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const { className } = each;
    if (
      Object.hasOwn(classNameMap, className) &&
      !isReplaceable(className, classNameMap[className][0])
    ) {
      left.push(className);
    } else {
      tf.serialization.registerClass(each);
    }
  }
  warnOfOthers(left.filter((name) => !warnedOf.has(name)));
}

/**
 * The names of Keras's six layers, which tfjs has too. They always mean these classes, even if another class had the
 * name.
 */
const promised = Object.keys(classes).filter((name) => functionName(name) in tf.layers);

/** Distinguishes the classes that these replace, tfjs's own and those of other copies, from classes of the user. */
function replaceable(): (className: string, registered: object) => boolean {
  // tfjs does not export the base class of its activations. `linear` has no counterpart here, so it is tfjs's own.
  const { linear } = tf.serialization.SerializationMap.getMap().classNameMap;
  const base: unknown = Object.getPrototypeOf(linear[0]);
  const isStockActivation = (registered: object) =>
    base !== tf.serialization.Serializable && Object.getPrototypeOf(registered) === base;
  return (className, registered) =>
    promised.includes(className) || isOurs(registered) || isStockActivation(registered);
}

const warnedOf = new Set<string>();

function warnOfOthers(names: readonly string[]): void {
  if (names.length === 0) return;
  for (const name of names) warnedOf.add(name);
  console.warn(
    `tfjs-advanced-activations does not register ${names.join(', ')}, because other classes are already registered ` +
      'with tfjs under these names. Saved models with these names load with those classes. To use both, give your ' +
      'class another className.',
  );
}

/** All copies of tfjs share the engine of the first, but each has its own layers and its own registry. */
function warnOfTwoCopies(): void {
  if (tf.env() instanceof tf.Environment) return;
  console.warn(
    'More than one copy of @tensorflow/tfjs is loaded, and tfjs-advanced-activations does not use the first one, ' +
      'whose models cannot use its layers. `npm ls @tensorflow/tfjs` lists the copies; `npm dedupe` or an alias in ' +
      'the bundler leaves one.',
  );
}

register();
