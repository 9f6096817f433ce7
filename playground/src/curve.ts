import type { Parameter } from '../../src/arguments/parameters.js';
import { DerivedFormula } from '../../src/formula/derived_formula.js';
import { type Expression, variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import { catalogue } from './catalogue.js';
import { textbook } from './textbook.js';
import { limited, type NumberRange } from './ui/number_range.js';
import { refuseUnclear } from './unclear_name.js';

/** An activation with its formula and a value for each of its parameters. */
export interface Curve {
  readonly formula: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Its name, if it is an activation of the catalogue. */
  readonly name?: string;
  /** An invalid text that was typed. Meanwhile, the formula is the last valid one. */
  readonly draft?: string;
}

/** The formula of a curve that has had no valid formula yet. */
const STAND_IN = 'x';

/** The initial value of a parameter, unless another is given. */
export const INITIAL = 0.5;

/** An activation of the catalogue, with the default values of its parameters. */
export function catalogueCurve(name: string): Curve {
  const { formula, parameters } = catalogue[name];
  const values = Object.entries(parameters).map(([key, parameter]) => [
    key,
    parameter.default ?? INITIAL,
  ]);
  return { formula, parameters: Object.fromEntries(values), name };
}

/**
 * A typed formula: each free name except `x` is a parameter.
 *
 * @param known Previous values of parameters.
 * @throws {FormulaError} If it is invalid.
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

/** The text in the field of a curve: the typed text, or the mathematics of an activation of the catalogue. */
export function textOf({ name, formula, draft }: Curve): string {
  return draft ?? (name === undefined ? formula : textbook(name).text);
}

/** Whether the computed formula has bounds, which the text in the field omits. */
export function hasBounds({ name }: Curve): boolean {
  return name !== undefined && textbook(name).hasBounds;
}

/** The free names of a formula that are neither `x` nor known; none if the formula is invalid. */
export function newNames(formula: string, known: Readonly<Record<string, number>>): string[] {
  try {
    const { variables } = DerivedFormula.of(parse(formula));
    return variables.filter((name) => name !== 'x' && !Object.hasOwn(known, name));
  } catch {
    return [];
  }
}

/**
 * The same as `typedCurve`, but each name must be clear or known.
 *
 * @throws {FormulaError} If the formula is invalid.
 * @throws {UnclearName} If a new name is more likely a typing error than a parameter.
 */
export function clearCurve(formula: string, known: Readonly<Record<string, number>> = {}): Curve {
  const curve = typedCurve(formula, known);
  refuseUnclear(formula, newNames(formula, known));
  return curve;
}

/**
 * The curve after its text has changed. A valid text with clear names gives a new curve; any other text becomes the
 * draft.
 */
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

/** A curve that has only an invalid text. */
export function unreadCurve(draft: string): Curve {
  return { ...typedCurve(STAND_IN), draft };
}

/** Whether there was a valid formula before the draft. */
export function hasFormula({ formula }: Curve): boolean {
  return formula !== STAND_IN;
}

/** The reason why a text is not a curve. */
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

/** A short name of a curve, for a single line. */
export function labelOf({ name, formula }: Curve): string {
  return name ?? formula;
}

/** The name of a curve for screen readers, which cannot show that it is faded. */
export function spokenLabelOf(curve: Curve): string {
  const label = labelOf(curve);
  return curve.draft === undefined ? label : `${label}, drawn until its new formula is valid`;
}

/** The range of a parameter. Those of typed formulas are unlimited. */
export function parameterOf({ name }: Curve, parameter: string): Parameter {
  return (name !== undefined && catalogue[name].parameters[parameter]) || {};
}

/** Whether a value is in the range of a parameter, without regard to other parameters. */
export function allows(parameter: Parameter, value: number): boolean {
  return value === Infinity ? parameter.default === Infinity : limited(parameter).accepts(value);
}

/** The range of a parameter, given the current values of the others. */
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

/** The parameters that the formula uses, in the order of the catalogue or of the text. */
export function parametersOf(curve: Curve): string[] {
  const read = variablesOf(expressionOf(curve));
  return Object.keys(curve.parameters).filter((name) => read.includes(name));
}

/** The CSS colour of the curve at an index of the list. */
export function colorOf(index: number): string {
  return `var(--curve-${index + 1})`;
}
