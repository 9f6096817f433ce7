import { nameWhenLoaded } from '../arguments/case.js';
import type { Parameter } from '../arguments/parameters.js';
import { readParameter } from '../arguments/parameters.js';
import { show } from '../arguments/show.js';
import { type Activation, defaultsOf } from '../catalogue/activation.js';
import { formulaByDefault } from '../catalogue/functions.js';
import { type Expression, variablesOf } from '../formula/expression.js';
import { defineFunction } from '../formula/functions.js';
import { parse } from '../formula/parse.js';
import { unknownName } from '../kernels/elementwise.js';
import { type ElementwiseOp, elementwiseOp } from './elementwise_op.js';
import { addIdentifier, refuseTaken } from './identifiers.js';

/**
 * Defines your own activation: an op on tensors, a name for `activation: '…'`, and a function that other formulas may
 * call, with its parameters at their defaults.
 *
 * A model that uses the name is saved with the formula, and loads wherever this package is imported. Repeating the
 * same definition has no effect.
 *
 * ```js
 * const bent = defineActivation({
 *   name: 'bent',
 *   formula: '(sqrt(x * x + a) - 1) / 2 + x',
 *   parameters: { a: 1 },
 * });
 * bent([-1, 0, 1]).print(); // [-0.7928932, 0, 1.2071068]
 * tf.layers.dense({ units: 10, activation: act<'bent'>('bent', { a: 2 }) });
 * ```
 *
 * @param activation The definition.
 * @param activation.name In camel case, without two adjacent capital letters; the name in snake case is defined too.
 * @param activation.formula In `x` and the parameters.
 * @param activation.parameters The default of each parameter, or its default and range. No parameters if omitted.
 * @returns The op: `bent(x)`, `bent(x, { a: 2 })`.
 * @throws When the formula cannot be read or uses a name that is not a parameter, and when the name already has
 *   another meaning.
 */
export function defineActivation<Name extends string = never>({
  name,
  formula,
  parameters: given,
}: {
  readonly name: string;
  readonly formula: string;
  readonly parameters?: Readonly<Record<Name, number | Parameter>>;
}): ElementwiseOp<Name> {
  checkName(name);
  const parameters = given ?? {};
  const entries = Object.entries<number | Parameter>(parameters).map(
    ([key, value]) =>
      [key, typeof value === 'number' ? { default: value } : (value ?? {})] as const,
  );
  const isKnown = (variable: string) => variable === 'x' || Object.hasOwn(parameters, variable);
  const unknown = variablesOf(parse(formula)).find((variable) => !isKnown(variable));
  if (unknown !== undefined) throw unknownName(unknown, parameters, formula);
  const activation: Activation = { formula, parameters: Object.fromEntries(entries) };
  const defaults = defaultsOf(activation);
  if (!defaults) {
    throw new Error(
      `Each parameter of an activation needs a default. Received: ${show(parameters)}`,
    );
  }
  for (const [key, parameter] of entries) {
    readParameter(`the activation ${name}`, parameter, { key, value: parameter.default });
  }
  const meaning = formulaByDefault(activation) as Expression;
  const source = { name, formula, parameters: defaults };
  refuseTaken(name, meaning);
  defineFunction({ meaning, source, isSaved: true });
  const op = elementwiseOp(name, activation);
  addIdentifier(name, meaning, source, (x) => op(x), activation);
  return op as ElementwiseOp<Name>;
}

/** @throws When the name is not in camel case, changes when a model is saved, or is a property of every object. */
function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(name)) {
    throw new Error(
      `The name of an activation must be in camel case. Received: name=${show(name)}`,
    );
  }
  const loaded = nameWhenLoaded(name);
  if (loaded !== name) {
    throw new Error(
      `tfjs would save this activation under another name. Expected a name such as "${loaded}". ` +
        `Received: name="${name}"`,
    );
  }
  if (name in {}) {
    throw new Error(
      'The name of an activation cannot be a property of every JavaScript object. ' +
        `Received: name="${name}"`,
    );
  }
}
