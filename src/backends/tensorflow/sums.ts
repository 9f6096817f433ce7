import type { DerivedFormula } from '../../formula/derived_formula.js';
import {
  argumentsOf,
  type Expression,
  isOperation,
  replace,
  traverse,
  variable,
  variablesOf,
} from '../../formula/expression.js';
import { UPSTREAM } from './native_ops.js';

/** A formula that uses some of its variables only through their sum. */
export interface BehindSum {
  /** The sum of variables, and of products of two, as of a norm that is not folded. */
  readonly sum: Expression;
  /** The formula, with `x` in place of the sum. */
  readonly rest: Expression;
}

const X = variable('x');

/** The formula as a function of a sum that contains `x`; `undefined` if it is not, and for gradients. */
export function behindSum({ expression, upstream }: DerivedFormula): BehindSum | undefined {
  return upstream === UPSTREAM ? find(expression) : undefined;
}

function find(expression: Expression): BehindSum | undefined {
  const sum = largestSum(expression);
  if (sum === undefined || sum === expression || !variablesOf(sum).includes('x')) return undefined;
  const read = variablesOf(replace(expression, new Map([[sum, SUM]])));
  if (variablesOf(sum).some((name) => read.includes(name))) return undefined;
  return { sum, rest: replace(expression, new Map([[sum, X]])) };
}

/** Represents the sum. No parameter has this name. */
const SUM = variable('');

/** The last one, which contains the ones before. */
function largestSum(expression: Expression): Expression | undefined {
  let largest: Expression | undefined;
  traverse<boolean>(expression, (node, args) => {
    if (node.kind === 'variable') return true;
    if (isOperation(node, '*')) return node.args.every(({ kind }) => kind === 'variable');
    const isSum = isOperation(node, '+') && args.every(Boolean);
    if (isSum && (largest === undefined || argumentsOf(node).includes(largest))) largest = node;
    return isSum;
  });
  return largest;
}
