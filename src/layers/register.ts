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
 * Makes the layers and the names for `activation: '…'` known to tfjs: models that name them load with
 * these classes, in place of those of the same names that tfjs has. A class of yours that has one of the names
 * stays, with a warning, unless the name is one of Keras's six. Importing the package calls it; call it yourself
 * where a bundler drops imports that are only there for their effects. Calling it again changes nothing.
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

/** Keras's six names, of which tfjs has layers. They are promised to mean these classes, whoever had them. */
const promised = Object.keys(classes).filter((name) => functionName(name) in tf.layers);

/** Tells the classes whose place these take, tfjs's own and those of other copies, from the user's. */
function replaceable(): (className: string, registered: object) => boolean {
  // tfjs does not export the base class of its activations. This one has no counterpart here, so it is tfjs's own.
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

/** All copies of tfjs share the first one's engine, and each has layers and a registry of its own. */
function warnOfTwoCopies(): void {
  if (tf.env() instanceof tf.Environment) return;
  console.warn(
    'More than one copy of @tensorflow/tfjs is loaded, and tfjs-advanced-activations does not use the first one, ' +
      'whose models cannot use its layers. `npm ls @tensorflow/tfjs` lists the copies; `npm dedupe` or an alias in ' +
      'the bundler leaves one.',
  );
}

register();
