import type * as tf from '@tensorflow/tfjs';
import { loadFunctions, type SavedFormula, saveFormula } from '../../activations/saved_formula.js';
import { isPlain, show } from '../../arguments/show.js';
import { specialise } from '../../catalogue/activation.js';
import { type Expression, substitute, variable } from '../../formula/expression.js';
import { scopeOf } from '../../formula/function_sources.js';
import { type FunctionSource, LARGEST, sizeOf } from '../../formula/functions.js';
import { parse } from '../../formula/parse.js';

/** The value of a step's parameter: a number, a weight with this shape, or the input with this index. */
export type StepValue = number | { readonly shape: number[] } | { readonly input: number };

/** An elementwise function after a product or another step. */
export interface Step {
  readonly formula: string;
  readonly functions: readonly FunctionSource[];
  readonly values: Readonly<Record<string, StepValue>>;
}

export type SavedStep = SavedFormula & tf.serialization.ConfigDict;

export function saveStep({ formula, functions, values }: Step): tf.serialization.ConfigDict {
  const saved = Object.entries(values).map(([name, value]) => {
    return [name, typeof value === 'number' ? value : { getConfig: () => ({ ...value }) }] as const;
  });
  return saveFormula(formula, Object.fromEntries(saved), functions);
}

/** @throws When the value does not have the format that a fused layer saves. */
export function loadSteps(steps: unknown): Step[] {
  if (!Array.isArray(steps) || !steps.every((step) => isPlain(step))) {
    throw new TypeError(
      `The steps of a fused layer must be a list of objects. Received: ${show(steps)}`,
    );
  }
  return (steps as SavedStep[]).map(loadStep);
}

function loadStep({ formula, parameters, functions }: SavedStep): Step {
  if (!Array.isArray(parameters)) {
    throw new TypeError(
      `The parameters of a step of a fused layer must be a list. Received: ${show(parameters)}`,
    );
  }
  const values = parameters.map((parameter) => [parameter.name, loadValue(parameter)] as const);
  return {
    formula: formula?.name,
    functions: loadFunctions(functions),
    values: Object.fromEntries(values),
  };
}

function loadValue({ value, shape, input }: Record<string, unknown>): StepValue {
  if (value === null) return Infinity;
  if (typeof value === 'number') return value;
  if (Number.isInteger(input)) return { input: input as number };
  if (Array.isArray(shape)) return { shape };
  throw new TypeError(
    `The value of a step's parameter must be a number, a shape or an input. Received: ${show(value)}`,
  );
}

/** Steps as one formula, and the meaning of its variables other than the one that it starts with. */
export interface Composed {
  readonly expression: Expression;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** A parameter of a step. */
export interface Operand {
  readonly step: number;
  readonly parameter: string;
  readonly value: StepValue;
}

/** The maximal number of steps of a fused layer: a saved model could contain any number. */
const MOST_STEPS = 32;

/** Composes the steps to a formula. */
export function compose(steps: readonly Step[], start: Expression): Composed {
  if (steps.length > MOST_STEPS) refuseLarge(`${steps.length} steps`);
  let expression = start;
  const operands: Record<string, Operand> = {};
  for (const [i, { formula, functions, values }] of steps.entries()) {
    const scope = functions.length > 0 ? scopeOf(functions) : undefined;
    const step = specialise(parse(formula, scope), values);
    const replaced: Record<string, Expression> = { x: expression };
    for (const [name, value] of Object.entries(step.parameters)) {
      const isTaken = Object.hasOwn(operands, name) || /^bias$|kernel$/i.test(name);
      // With an underscore it would be the name that tfjs gives to the second weight of a name.
      const own = isTaken ? `${name}At${i}` : name;
      operands[own] = { step: i, parameter: name, value };
      replaced[name] = variable(own);
    }
    expression = substitute(step.formula, replaced);
    if (sizeOf(expression) > LARGEST) refuseLarge('a longer formula');
  }
  return { expression, operands };
}

function refuseLarge(received: string): never {
  throw new Error(
    `A fused layer has too many steps. Expected: at most ${MOST_STEPS} steps of ${LARGEST} operations. ` +
      `Received: ${received}`,
  );
}
