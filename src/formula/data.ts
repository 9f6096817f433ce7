import { constant, type Expression, operation, traverse, variable } from './expression.js';

/**
 * An expression as plain data, which another copy of the package can read: each distinct node once, arguments before
 * the operation that uses them, and the root last. A number is a constant, a string a variable, and `['+', 0, 1]` an
 * operation on the nodes 0 and 1. Unlike text, it is never longer than the expression.
 */
export type ExpressionData = readonly (
  | number
  | string
  | readonly [op: string, ...args: number[]]
)[];

const written = new WeakMap<Expression, ExpressionData>();
const read = new WeakMap<ExpressionData, Expression>();

/** The expression as data, the same object each time. */
export function toData(expression: Expression): ExpressionData {
  let data = written.get(expression);
  if (data === undefined) {
    data = write(expression);
    written.set(expression, data);
    read.set(data, expression);
  }
  return data;
}

function write(expression: Expression): ExpressionData {
  const nodes: (number | string | [string, ...number[]])[] = [];
  traverse<number>(expression, (node, args) => {
    if (node.kind === 'constant') return nodes.push(node.value) - 1;
    if (node.kind === 'variable') return nodes.push(node.name) - 1;
    return nodes.push([node.op, ...args]) - 1;
  });
  return nodes;
}

/** The expression from the data of `toData`, in this or another copy of the package. */
export function fromData(data: ExpressionData): Expression {
  let expression = read.get(data);
  if (expression === undefined) {
    const nodes: Expression[] = [];
    for (const node of data) {
      if (typeof node === 'number') nodes.push(constant(node));
      else if (typeof node === 'string') nodes.push(variable(node));
      else {
        const [op, ...args] = node;
        nodes.push(operation(op, ...args.map((arg) => nodes[arg])));
      }
    }
    expression = nodes[nodes.length - 1];
    read.set(data, expression);
  }
  return expression;
}
