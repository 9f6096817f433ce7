import type { Parameter } from '../../src/arguments/parameters.js';
import { DerivedFormula } from '../../src/formula/derived_formula.js';
import { type Expression, variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { catalogue } from './catalogue.js';
import { textbook } from './textbook.js';
import { limited, type NumberRange } from './ui/number_range.js';
import { refuseUnclear } from './unclear_name.js';

/** An activation that is looked at: a formula and a value for each of its parameters. */
export interface Curve {
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** The entry of the catalogue that it is. */
  readonly name?: string;
  /** What is typed and cannot be read: the formula is the last one that could, meanwhile. */
  readonly draft?: string;
}

/** The formula of a curve none of which could be read yet. */
const STAND_IN = 'x';

/** What a parameter is where nothing is said. */
export const INITIAL = 0.5;

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
  const { variables } = DerivedFormula.of(parse(formula));
  const names = variables.filter((name) => name !== 'x');
  const values = names.map((name) => {
    const value = Object.hasOwn(known, name) ? known[name] : INITIAL;
    return [name, Number.isFinite(value) ? value : INITIAL];
  });
  return { formula, parameters: Object.fromEntries(values) };
}

/** The text in the field of a curve: what was typed, or the mathematics of an entry of the catalogue. */
export function textOf({ name, formula, draft }: Curve): string {
  return draft ?? (name === undefined ? formula : textbook(name).text);
}

/** Whether the formula that is computed has bounds, which the text in the field does not have. */
export function hasBounds({ name }: Curve): boolean {
  return name !== undefined && textbook(name).hasBounds;
}

/** The names that are free in a formula besides `x`, and are not known; none if it cannot be read. */
export function newNames(formula: string, known: Readonly<Record<string, number>>): string[] {
  try {
    const { variables } = DerivedFormula.of(parse(formula));
    return variables.filter((name) => name !== 'x' && !Object.hasOwn(known, name));
  } catch {
    return [];
  }
}

/**
 * As `typedCurve`, where a name must be clear or known.
 *
 * @throws {FormulaError} When the formula cannot be read.
 * @throws {UnclearName} When a new name is more likely a slip than a parameter.
 */
export function clearCurve(formula: string, known: Readonly<Record<string, number>> = {}): Curve {
  const curve = typedCurve(formula, known);
  refuseUnclear(formula, newNames(formula, known));
  return curve;
}

/** The curve with another text in its field, which makes another curve of it if it is clear. */
export function retyped(
  curve: Curve,
  text: string,
  known: Readonly<Record<string, number>> = curve.parameters,
): Curve {
  const { draft: _, ...current } = curve;
  if (text === textOf(current)) return current;
  try {
    return clearCurve(text, known);
  } catch {
    return { ...current, draft: text };
  }
}

/** A curve of which there is but a text that cannot be read. */
export function unreadCurve(draft: string): Curve {
  return { ...typedCurve(STAND_IN), draft };
}

/** Whether the formula was there before the draft. */
export function hasFormula({ formula }: Curve): boolean {
  return formula !== STAND_IN;
}

/** Why a text makes no curve. */
export function problemOf(
  text: string,
  known: Readonly<Record<string, number>>,
): Error | undefined {
  try {
    clearCurve(text, known);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

export function expressionOf({ formula }: Curve): Expression {
  return parse(formula);
}

/** What a curve is called where there is room for one line. */
export function labelOf({ name, formula }: Curve): string {
  return name ?? formula;
}

/** What a curve is called for those who do not see that it is faded. */
export function spokenLabelOf(curve: Curve): string {
  const label = labelOf(curve);
  return curve.draft === undefined ? label : `${label}, drawn until its new formula is valid`;
}

/** The ranges of the parameters; those of a typed formula have none. */
export function parameterOf({ name }: Curve, parameter: string): Parameter {
  return (name !== undefined && catalogue[name].parameters[parameter]) || {};
}

/** Whether a parameter may have the value, whatever the others have. */
export function allows(parameter: Parameter, value: number): boolean {
  return value === Infinity ? parameter.default === Infinity : limited(parameter).accepts(value);
}

/** The finite values that a parameter of a curve may have now. */
export function rangeOf(curve: Curve, parameter: string): NumberRange {
  const { min, above, upTo } = parameterOf(curve, parameter);
  const below = Object.keys(curve.parameters).find((other) => {
    return parameterOf(curve, other).upTo === parameter;
  });
  return limited({
    above,
    min: below === undefined ? min : curve.parameters[below],
    max: upTo === undefined ? undefined : curve.parameters[upTo],
  });
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
