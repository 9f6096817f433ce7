import { type Expression, traverse } from './expression.js';
import { type Word, words } from './words.js';

/**
 * The value of an expression in float64: the definition of what a formula means. Every kernel is
 * tested against it.
 *
 * @param values A number for each variable.
 * @throws When the expression has a variable without a value.
 */
export function evaluate(expression: Expression, values: Readonly<Record<string, number>>): number {
  const names = Object.keys(values);
  return evaluator(expression, names)(...names.map((name) => values[name]));
}

/** The expression as a function of the named variables, in that order; for many evaluations. */
export function evaluator(
  expression: Expression,
  names: readonly string[],
): (...values: number[]) => number {
  const registers: number[] = [];
  const steps: (() => void)[] = [];
  const result = traverse<number>(expression, (node, args) => {
    if (node.kind === 'variable') {
      const position = names.indexOf(node.name);
      if (position < 0) {
        throw new Error(
          `The formula uses a variable that has no value. Expected one of: ${names.join(', ')}. ` +
            `Received: ${node.name}`,
        );
      }
      return position;
    }
    const target = names.length + steps.length;
    if (node.kind === 'constant') {
      steps.push(() => {
        registers[target] = node.value;
      });
    } else {
      const word: (...values: number[]) => number = words[node.op as Word];
      const [a = 0, b = 0, c = 0, d = 0] = args;
      steps.push(() => {
        registers[target] = word(registers[a], registers[b], registers[c], registers[d]);
      });
    }
    return target;
  });
  return (...values) => {
    for (let i = 0; i < names.length; i++) registers[i] = values[i];
    for (const step of steps) step();
    return registers[result];
  };
}
