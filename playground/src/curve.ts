import type { Parameter } from '../../src/activations/activation.js';
import { type Expression, variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { DerivedFormula } from '../../src/kernels/derived_formula.js';
import { catalogue } from './catalogue.js';

/** An activation that is looked at: a formula and a value for each of its parameters. */
export interface Curve {
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** The entry of the catalogue that it is. */
  readonly name?: string;
}

/** What a parameter is where nothing is said. */
const INITIAL = 0.5;

/** An entry of the catalogue, its parameters at their defaults. */
export function catalogueCurve(name: string): Curve {
  const { formula, parameters } = catalogue[name];
  const values = Object.entries(parameters).map(([key, parameter]) => [
    key,
    parameter.default ?? INITIAL,
  ]);
  return { formula, parameters: Object.fromEntries(values), name };
}

/**
 * A formula as it was typed: each free name but `x` is a parameter.
 *
 * @param known Values that it had.
 * @throws {FormulaError} When it cannot be read.
 */
export function typedCurve(formula: string, known: Readonly<Record<string, number>> = {}): Curve {
  const { variables } = DerivedFormula.of(formula);
  const names = variables.filter((name) => name !== 'x');
  const values = names.map((name) => {
    const value = Object.hasOwn(known, name) ? known[name] : INITIAL;
    return [name, Number.isFinite(value) ? value : INITIAL];
  });
  return { formula, parameters: Object.fromEntries(values) };
}

export function expressionOf({ formula }: Curve): Expression {
  return parse(formula);
}

/** What a curve is called where there is room for one line. */
export function labelOf({ name, formula }: Curve): string {
  return name ?? formula;
}

/** The ranges of the parameters; those of a typed formula have none. */
export function parameterOf({ name }: Curve, parameter: string): Parameter {
  return (name !== undefined && catalogue[name].parameters[parameter]) || {};
}

/** Whether a parameter may have the value. */
export function allows({ default: byDefault, min, above }: Parameter, value: number): boolean {
  if (value === Infinity) return byDefault === Infinity;
  return (
    Number.isFinite(value) &&
    (min === undefined || value >= min) &&
    (above === undefined || value > above)
  );
}

/** The parameters that the formula reads, in the order of the catalogue, or of the text. */
export function parametersOf(curve: Curve): string[] {
  const read = variablesOf(expressionOf(curve));
  return Object.keys(curve.parameters).filter((name) => read.includes(name));
}

/** The colour of the curve at a place of the list, as CSS writes it. */
export function colorOf(index: number): string {
  return `var(--curve-${index + 1})`;
}
