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
  /** A function whose parameters are the tensors, in order. */
  readonly text: string;
  /** The names of the scalar parameters, which are uniforms, in order. */
  readonly scalars: readonly string[];
}

/** A part of a formula as text, and the depth of its nested operations. */
interface Printed {
  readonly text: string;
  readonly depth: number;
}

/**
 * An operation that is nested this deeply becomes a local variable. Compilers have a limit: Chromium's parser of
 * WGSL, for example, stops at a depth of 128, of which one pair of brackets may take several.
 */
const DEEPEST = 16;

const printed = new WeakMap<Expression, Map<string, ShaderFormula>>();

/**
 * Prints a formula, once. The names in the text are not those of the formula, which may have a meaning in the
 * language, so formulas that differ only in names share one text.
 *
 * @param names The variables that are tensors; the others are scalar parameters.
 * @param name The name of the function.
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

/** A vector of four floats, or a single float. */
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
 * The operations that become local variables, whatever their depth: those that are read more than once, and the
 * branches of conditionals. A compiler selects one of two variables, but it evaluates one of two expressions by
 * jumps, which on a GPU takes longer than evaluating both.
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

/** The float32 nearest to the value, as a literal that is a float in every language. */
export function printNumber(value: number, { infinity, nan }: ShaderLanguage): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return nan;
  const size = Math.abs(rounded);
  const text = size === Infinity ? infinity : String(size);
  const positive = /^\d+$/.test(text) ? `${text}.0` : text;
  return rounded < 0 ? `(-${positive})` : positive;
}
