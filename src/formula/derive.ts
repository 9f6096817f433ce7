import {
  add,
  constant,
  div,
  type Expression,
  isConditional,
  isOperation,
  mul,
  neg,
  type Operation,
  operation,
  power,
  replace,
  select,
  sub,
  traverse,
  variable,
  variablesOf,
} from './expression.js';
import type { Word } from './words.js';

/**
 * The derivative of a word applied to `args`, where `dargs` are the derivatives of the arguments and
 * `y` is the application itself.
 */
type Rule = (
  args: readonly Expression[],
  dargs: readonly Expression[],
  y: Expression,
) => Expression;

const ONE = constant(1);

/** The chain rule: the word's slope times the derivative of its argument. */
function chain(slope: (x: Expression, y: Expression) => Expression): Rule {
  return ([x], [dx], y) => mul(slope(x, y), dx);
}

/** The derivative of a conditional is the derivative of the branch that its own test selects. */
function branch(op: '<' | '<='): Rule {
  return ([a, b], [, , ifTrue, ifFalse]) => select(op, a, b, ifTrue, ifFalse);
}

function bell(x: Expression): Expression {
  return mul(constant(2 / Math.sqrt(Math.PI)), operation('exp', neg(mul(x, x))));
}

const rules: Record<Word, Rule> = {
  '+': (_, [da, db]) => add(da, db),
  '-': (_, [da, db]) => sub(da, db),
  '*': ([a, b], [da, db]) => add(mul(da, b), mul(a, db)),
  '/': ([, b], [da, db], y) => div(sub(da, mul(y, db)), b), // (a/b)' = (a' - (a/b) b') / b
  '**': ([a, n], [da]) => mul(mul(n, power(a, exponentOf(n) - 1)), da), // (aⁿ)' = n aⁿ⁻¹ a'
  neg: (_, [da]) => neg(da),
  '<': branch('<'),
  '<=': branch('<='),
  abs: chain((x) => operation('sign', x)), // 0 at 0
  min: ([a, b], [da, db]) => select('<=', a, b, da, db), // of two equal arguments the first, as in TensorFlow
  max: ([a, b], [da, db]) => select('<=', b, a, da, db),
  sign: () => constant(0),
  sqrt: chain((_, y) => div(constant(0.5), y)), // sqrt' = 1 / (2 sqrt)
  exp: chain((_, y) => y),
  expm1: chain((x) => operation('exp', x)), // not y + 1, which loses the digits of a small exp
  log: chain((x) => div(ONE, x)),
  log1p: chain((x) => div(ONE, add(ONE, x))),
  sigmoid: chain((_, y) => mul(y, sub(ONE, y))), // sigmoid' = y (1 - y)
  tanh: chain((_, y) => mul(sub(ONE, y), add(ONE, y))), // tanh' = 1 - y², where y² would be rounded
  softplus: chain((x) => operation('sigmoid', x)),
  sin: chain((x) => operation('cos', x)),
  cos: chain((x) => neg(operation('sin', x))),
  erf: chain(bell), // erf' = 2/√π e^(-x²)
  erfc: chain((x) => neg(bell(x))),
};

/** The number that is the exponent of a power. */
export function exponentOf(exponent: Expression): number {
  return exponent.kind === 'constant' ? exponent.value : Number.NaN;
}

/** The derivative of `expression` with respect to the variable `name`. */
export function derivative(expression: Expression, name: string): Expression {
  return traverse<Expression>(expression, (node, dargs) => {
    switch (node.kind) {
      case 'constant':
        return constant(0);
      case 'variable':
        return constant(node.name === name ? 1 : 0);
      case 'operation':
        return rules[node.op as Word](node.args, dargs, node);
    }
  });
}

/**
 * The derivative of `expression` with respect to the variable `name`, times the upstream gradient, which is the
 * variable `upstream`. The upstream gradient is moved into the branches of conditionals (`x <= 0 ? 0 : dy`, not
 * `dy * (x <= 0 ? 0 : 1)`), so that an infinite one is never multiplied by the 0 of the branch that is not taken.
 */
export function gradient(expression: Expression, name: string, upstream: string): Expression {
  return scale(variable(upstream), derivative(expression, name));
}

/** `factor * expression`, with the factor in the branches of conditionals. */
function scale(factor: Expression, expression: Expression): Expression {
  return traverse<Expression>(
    expression,
    (node, scaled) => {
      const outer = withConditionalOutside(node);
      if (isConditional(outer)) {
        const [a, b] = outer.args;
        return select(outer.op, a, b, scaled[0], scaled[1]);
      }
      return isOperation(outer, 'neg') ? neg(scaled[0]) : mul(factor, outer);
    },
    (node) => {
      const outer = withConditionalOutside(node);
      if (isConditional(outer)) return outer.args.slice(2);
      return isOperation(outer, 'neg') ? outer.args : [];
    },
  );
}

/** Moves a product or a quotient with a conditional into the branches of the conditional. */
function withConditionalOutside(node: Expression): Expression {
  if (!isOperation(node, '*', '/')) return node;
  const { op, args } = node;
  const [a, b] = args;
  const distribute = (
    { op, args: [left, right, ifTrue, ifFalse] }: Operation,
    combine: (branch: Expression) => Expression,
  ) => operation(op, left, right, combine(ifTrue), combine(ifFalse));
  if (op === '*' && isConditional(b)) return distribute(b, (branch) => mul(a, branch));
  if (!isConditional(a)) return node;
  return distribute(a, (branch) => (op === '*' ? mul(branch, b) : div(branch, b)));
}

/**
 * The same gradient in terms of the formula's result instead of `name`, if it has such a form: keeping a result is
 * cheaper than computing it again. For `tanh(x)` it is `dy * (1 - y * y)`; for `x <= 0 ? expm1(x) : x`, each of whose
 * branches has the sign of x, it is `y <= 0 ? dy * (y + 1) : dy`.
 *
 * The form is for float32: where the slope is small, `y + 1` has lost digits that `exp(x)` has. It is within 6e-8 of
 * it.
 *
 * @param result The name of the result in the form.
 * @returns `undefined` if there is no such form.
 */
export function gradientFromResult(
  expression: Expression,
  name: string,
  upstream: string,
  result: string,
): Expression | undefined {
  const [x, y] = [variable(name), variable(result)];
  const inBranch = (branch: Expression) =>
    replace(gradient(branch, name, upstream), knownFrom(branch, y));
  const form = hasSignOf(x, expression)
    ? select('<=', y, constant(0), inBranch(expression.args[2]), inBranch(expression.args[3]))
    : inBranch(expression);
  return variablesOf(form).includes(name) ? undefined : form;
}

/** Whether this is a conditional `x <= 0 ? … : …` whose branches are both at most 0 where x is. */
function hasSignOf(x: Expression, expression: Expression): expression is Operation {
  if (!isOperation(expression, '<=')) return false;
  const [a, b, ...branches] = expression.args;
  const keepsSign = (branch: Expression): boolean =>
    branch === x ||
    branch === operation('expm1', x) ||
    (isPositiveMultiple(branch) && keepsSign(branch.args[1]));
  return a === x && b === constant(0) && branches.every(keepsSign);
}

/** What is known of the parts of `expression` from its value `y`. */
function knownFrom(expression: Expression, y: Expression): Map<Expression, Expression> {
  const known = new Map([[expression, y]]);
  if (isPositiveMultiple(expression)) {
    const [factor, rest] = expression.args;
    if (!isOperation(rest, 'expm1')) {
      for (const [node, value] of knownFrom(rest, div(y, factor))) known.set(node, value);
    } else if (factor.kind === 'constant' && factor.value <= 1) {
      // Beyond 1, the rounding error of the result exceeds the allowed error of the slope.
      known.set(mul(factor, operation('exp', rest.args[0])), add(y, factor));
    }
  }
  if (isOperation(expression, 'expm1')) {
    known.set(operation('exp', expression.args[0]), add(y, ONE));
  }
  return known;
}

/** Whether this is a positive number times something. */
function isPositiveMultiple(expression: Expression): expression is Operation {
  if (!isOperation(expression, '*')) return false;
  const [factor] = expression.args;
  return factor.kind === 'constant' && factor.value > 0;
}
