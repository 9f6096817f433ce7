import * as tf from '@tensorflow/tfjs';
import {
  type ActivationArgs,
  type ActivationName,
  catalogueNames,
  isIdentifier,
  type Meaning,
  meaningOf,
} from '../activations/identifiers.js';
import { readNamed } from '../arguments/by_name.js';
import { camelCase } from '../arguments/case.js';
import { readParameters } from '../arguments/parameters.js';
import { show } from '../arguments/show.js';
import { variablesOf } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import type { LayerClass } from './catalogue_classes.js';
import { CatalogueLayer } from './catalogue_layer.js';
import { Formula } from './formula.js';
import { layerClasses } from './layers.js';

/** @inline */
type Identifier = Parameters<typeof tf.layers.activation>[0]['activation'];

/**
 * A character that every formula except `x` contains, and no name.
 *
 * @inline
 */
type FormulaText = `${string}${'+' | '-' | '*' | '/' | '(' | '?'}${string}`;

/**
 * An activation for the `activation` of any layer of tfjs, whose types accept only the names of tfjs. It is
 *
 * - a name of the catalogue, in camel case or in snake case, and its arguments, whose defaults are those of the name
 *   alone: `act('mish')`, `act('leaky_relu', { alpha: 0.1 })`, `act('softmax', { axis: 1 })`,
 *   `act('softmaxWithSink', { sink: 0.5 })`;
 * - `act('linear')`, the identity of tfjs;
 * - the name of an activation that you have defined: `act<'mine'>('mine', { a: 2 })`;
 * - a formula in `x` and in parameters: `act('x * sigmoid(beta * x)', { beta: 1.702 })`;
 * - a layer without weights: `act(layers.leakyReLU({ alpha: 0.1 }))`.
 *
 * A saved model contains the arguments and the formula, and loads wherever this package is imported. Arguments are
 * numbers; a learned parameter needs a separate layer.
 *
 * ```js
 * const dense = tf.layers.dense({
 *   units: 2,
 *   kernelInitializer: 'identity',
 *   activation: act('leaky_relu', { alpha: 0.1 }),
 * });
 * dense.apply(tf.tensor2d([[-1, 1]])).print(); // [[-0.1, 1]]
 * ```
 *
 * @throws When there is no activation with that name, when an argument is unknown, missing or out of its range, when
 *   a formula cannot be read (the error shows the position), and when a layer cannot be used as an activation.
 */
export function act(name: 'linear' | 'identity'): Identifier;
export function act<Name extends string = never>(
  name: NoInfer<Name>,
  args?: Readonly<Record<string, number>> | null,
): Identifier;
export function act(
  formula: FormulaText,
  parameters?: Readonly<Record<string, number>> | null,
): Identifier;
export function act(layer: tf.layers.Layer): Identifier;
// TypeScript reports errors of the last overload first.
export function act<Name extends keyof ActivationArgs>(
  name: Name,
  ...args: Name extends ActivationName
    ? [args?: ActivationArgs[Name] | null]
    : [args: ActivationArgs[Name]]
): Identifier;
export function act(activation: unknown, args?: object | null): Identifier {
  const given =
    typeof activation === 'string' ? ofText(activation, args) : ofLayer(activation, args);
  return given as unknown as Identifier;
}

function ofText(text: string, args: object | null | undefined): string | tf.layers.Layer {
  if (args == null && (text === 'linear' || text === 'identity')) return 'linear';
  if (!isName(text)) return ofLayer(new Formula({ ...args, formula: text }));
  if (args == null && isIdentifier(text)) return text;
  const LayerClass = classWithoutOp(text);
  return LayerClass
    ? ofLayer(new LayerClass(args ?? {}))
    : withArguments(meaningOf(text), args ?? {});
}

/** The class of a layer that is not that of an activation of the catalogue, such as `GLU`. */
function classWithoutOp(text: string): LayerClass | undefined {
  const name = camelCase(text).toLowerCase();
  const isOfCatalogue = catalogueNames.some((each) => each.toLowerCase() === name);
  return isOfCatalogue ? undefined : classOf(name);
}

function isName(text: string): boolean {
  return /^\w+$/.test(text);
}

/**
 * An activation of the catalogue as its layer, which is saved under Keras's name; any other activation as a formula.
 */
function withArguments({ main, activation }: Meaning, args: object): tf.layers.Layer {
  const LayerClass = classOf(main) as LayerClass;
  if (!('formula' in activation)) {
    const { axis } = Object.fromEntries(readNamed('argument', main, args, { axis: {} }));
    return new LayerClass({ axis: axis?.value });
  }
  const { formula, parameters } = activation;
  const given = readNamed('argument', main, args, parameters);
  const values = readParameters(main, parameters, given);
  const hasSameArguments = LayerClass?.prototype instanceof CatalogueLayer;
  if (hasSameArguments) return new LayerClass(values);
  const read = variablesOf(parse(formula)).filter((name) => name !== 'x');
  return new Formula({ ...Object.fromEntries(read.map((name) => [name, values[name]])), formula });
}

/** The class of the layer that computes an activation of the catalogue. */
function classOf(main: string): LayerClass | undefined {
  const isClass = ({ className }: LayerClass) => className.toLowerCase() === main.toLowerCase();
  return layerClasses.find(isClass);
}

function ofLayer(layer: unknown, args?: object | null): tf.layers.Layer {
  if (args != null) {
    throw new TypeError(
      `A layer used as an activation already has its arguments. Received: ${show(args)}`,
    );
  }
  // If a layer cannot be used as an activation, reading its config throws the reason.
  if ((layer as { config?: object } | null | undefined)?.config) return layer as tf.layers.Layer;
  throw new TypeError(
    'An activation must be a name, a formula, or a layer of this package. ' +
      `Received: ${layer instanceof tf.layers.Layer ? layer.getClassName() : show(layer)}`,
  );
}
