import {
  countUses,
  type Expression,
  isConditional,
  traverse,
  variablesOf,
} from '../../formula/expression.js';
import type { ShaderLanguage } from './languages.js';
import { lowerToOperations } from './lower.js';

/** A formula as a function of floats in the language of a shader. */
export interface ShaderFormula {
  /** A function, whose parameters are the tensors, in their order. */
  readonly text: string;
  /** What the scalar parameters are called in it, in their order: uniforms. */
  readonly scalars: readonly string[];
}

/** A part of a formula as text, and how deeply operations are nested in it. */
interface Printed {
  readonly text: string;
  readonly depth: number;
}

/**
 * An operation that is nested as deeply as this becomes a local variable. Compilers have a limit: Chromium's
 * parser of WGSL, for example, stops at a depth of 128, of which one bracket may take several.
 */
const DEEPEST = 16;

const printed = new WeakMap<Expression, Map<string, ShaderFormula>>();

/**
 * Prints a formula, once. The names in it are not those of the formula, which may mean something in the
 * language, so formulas that differ in names alone share one text.
 *
 * @param names The variables that are tensors; the others are scalar parameters.
 * @param name What the function is called.
 */
export function printFormula(
  expression: Expression,
  names: readonly string[],
  language: ShaderLanguage,
  name = 'formula',
): ShaderFormula {
  let known = printed.get(expression);
  if (known === undefined) {
    known = new Map();
    printed.set(expression, known);
  }
  const key = [language.name, name, ...names].join();
  let formula = known.get(key);
  if (formula === undefined) {
    formula = print(expression, names, language, name);
    known.set(key, formula);
  }
  return formula;
}

function print(
  expression: Expression,
  names: readonly string[],
  language: ShaderLanguage,
  name: string,
): ShaderFormula {
  const parameters = names.map((_, i) => `x${i}`);
  const scalarNames = variablesOf(expression).filter((name) => !names.includes(name));
  const scalars = scalarNames.map((_, i) => `s${i}`);
  const called = new Map([
    ...names.map((name, i) => [name, parameters[i]] as const),
    ...scalarNames.map((name, i) => [name, language.uniform(scalars[i])] as const),
  ]);

  const lowered = lowerToOperations(expression, language, scalarNames);
  const isShared = sharedNodes(lowered);
  const lines: string[] = [];
  const result = traverse<Printed>(lowered, (node, args) => {
    switch (node.kind) {
      case 'constant':
        return { text: printNumber(node.value, language), depth: 0 };
      case 'variable':
        return { text: called.get(node.name) as string, depth: 0 };
      case 'operation': {
        const text = language.operations[node.op](...args.map(({ text }) => text));
        const depth = 1 + Math.max(...args.map(({ depth }) => depth));
        if (depth < DEEPEST && !isShared(node)) return { text, depth };
        const local = `v${lines.length}`;
        lines.push(language.local(local, text));
        return { text: local, depth: 0 };
      }
    }
  });
  lines.push(`return ${result.text};`);
  const body = lines.map((line) => `  ${line}\n`).join('');
  return { text: `${language.head(name, parameters)} {\n${body}}`, scalars };
}

/** The floats of a vector. */
export const LANES = ['.x', '.y', '.z', '.w'];

/** A vector of four floats, or one float as it is. */
export function vector(values: readonly string[], { types }: ShaderLanguage): string {
  return values.length === 1 ? values[0] : `${types[4]}(${values.join(', ')})`;
}

/** The value of the formula for the variables t0, t1, …, which are floats, or vectors of four. */
export function printCall(variables: number, components: 1 | 4, language: ShaderLanguage): string {
  const call = (lane: string) => {
    const args = Array.from({ length: variables }, (_, i) => `t${i}${lane}`);
    return `formula(${args.join(', ')})`;
  };
  return vector((components === 1 ? [''] : LANES).map(call), language);
}

/**
 * Which operations become local variables, however deep they are: those that are read more than once, and the
 * branches of conditionals. Of two variables a compiler selects one; of two expressions it computes one or the
 * other, by jumps, which on a graphics card takes longer than both.
 */
function sharedNodes(root: Expression): (node: Expression) => boolean {
  const uses = countUses(root);
  const branches = new Set<Expression>();
  traverse<void>(root, (node) => {
    if (node.kind !== 'operation' || !isConditional(node)) return;
    for (const branch of node.args.slice(2)) branches.add(branch);
  });
  return (node) => branches.has(node) || (uses.get(node) as number) > 1;
}

/** The float32 that is nearest to the value, as a literal that is a float in every language. */
export function printNumber(value: number, { infinity, nan }: ShaderLanguage): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return nan;
  const size = Math.abs(rounded);
  const text = size === Infinity ? infinity : String(size);
  const positive = /^\d+$/.test(text) ? `${text}.0` : text;
  return rounded < 0 ? `(-${positive})` : positive;
}
