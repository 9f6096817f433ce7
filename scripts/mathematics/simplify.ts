import {
  abs,
  add,
  apply,
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
  select,
  sub,
  traverse,
} from '../../src/formula/expression.js';
import type { Word } from '../../src/formula/words.js';

// Simplifies formulas for readers, as in a textbook: those of the catalogue limit `x` where an exponential would
// overflow, and derivatives have the form that the chain rule gives. Computed formulas are never simplified in this
// way, because a factor that cancels may be infinite.

const [ZERO, ONE] = [constant(0), constant(1)];

/** The value of a constant; NaN for any other expression. */
export const numberOf = (e: Expression): number => (e.kind === 'constant' ? e.value : Number.NaN);

/** The formula with ordered sums and products: like terms are combined, and factors that cancel are removed. */
export function tidy(expression: Expression): Expression {
  return traverse<Expression>(expression, (node, args) => {
    if (node.kind === 'constant') return product({ factor: node.value, powers: new Map() });
    if (node.kind === 'variable') return node;
    if (isConditional(node)) return tidyConditional(node.op, args);
    if (isOperation(node, '+', '-')) return tidySum(apply(node.op, args));
    if (isOperation(node, '*', '/', 'neg', '**')) return tidyProduct(apply(node.op as Word, args));
    return apply(node.op as Word, args);
  });
}

/** A number times powers, given as bases and exponents. */
interface Monomial {
  readonly factor: number;
  readonly powers: ReadonlyMap<Expression, number>;
}

function monomial(expression: Expression): Monomial {
  if (expression.kind === 'constant') return { factor: expression.value, powers: new Map() };
  if (isOperation(expression, 'neg')) return scaled(monomial(expression.args[0]), -1);
  if (isOperation(expression, '*', '/')) {
    const [a, b] = expression.args.map(monomial);
    return multiplied(a, b, expression.op === '*' ? 1 : -1);
  }
  if (isOperation(expression, '**') && Number.isInteger(numberOf(expression.args[1]))) {
    const [base, exponent] = expression.args;
    return multiplied({ factor: 1, powers: new Map() }, monomial(base), numberOf(exponent));
  }
  return { factor: 1, powers: new Map([[expression, 1]]) };
}

function scaled({ factor, powers }: Monomial, by: number): Monomial {
  return { factor: factor * by, powers };
}

function multiplied(a: Monomial, b: Monomial, exponent: number): Monomial {
  const powers = new Map(a.powers);
  for (const [base, own] of b.powers) powers.set(base, (powers.get(base) ?? 0) + own * exponent);
  return { factor: a.factor * b.factor ** exponent, powers };
}

function tidyProduct(expression: Expression): Expression {
  const { factor, powers } = monomial(expression);
  const own = new Map(powers);
  for (const rule of productRules) rule(own);
  return product({ factor, powers: own });
}

/** Identities that reduce the number of factors. */
const productRules: readonly ((powers: Map<Expression, number>) => void)[] = [
  function roots(powers) {
    for (const [base, exponent] of [...powers]) {
      if (!isOperation(base, 'sqrt') || exponent % 2 !== 0 || exponent === 0) continue;
      powers.delete(base);
      const [inner] = base.args;
      powers.set(inner, (powers.get(inner) ?? 0) + exponent / 2);
    }
  },
  // x sign(x) = |x|
  function signs(powers) {
    for (const [base, exponent] of [...powers]) {
      if (!isOperation(base, 'sign') || exponent !== 1) continue;
      const [x] = base.args;
      if (powers.get(x) !== 1) continue;
      powers.delete(base);
      powers.delete(x);
      powers.set(abs(x), 1);
    }
  },
  // (1 - a) (1 + a) = 1 - a²
  function squares(powers) {
    for (const [base, exponent] of [...powers]) {
      if (exponent !== 1 || !isOperation(base, '-') || base.args[0] !== ONE) continue;
      const conjugate = add(ONE, base.args[1]);
      if (powers.get(conjugate) !== 1) continue;
      powers.delete(base);
      powers.delete(conjugate);
      powers.set(sub(ONE, power(base.args[1], 2)), 1);
    }
  },
  // (s - x²) / (√s - x) = √s + x
  function conjugates(powers) {
    for (const [base, exponent] of [...powers]) {
      if (exponent !== -1 || !isOperation(base, '-') || !isOperation(base.args[0], 'sqrt'))
        continue;
      const [root, x] = base.args as [Operation, Expression];
      const squares = tidySum(sub(root.args[0], power(x, 2)));
      if (powers.get(squares) !== 1) continue;
      powers.delete(base);
      powers.delete(squares);
      powers.set(add(x, root), 1);
    }
  },
];

/** Builds a product with simple factors first, as a fraction if there is a divisor. */
function product({ factor, powers }: Monomial): Expression {
  const size = Math.abs(factor);
  const divisor = Math.round(1 / size);
  const isShare = size < 1 && Math.abs(divisor * size - 1) < 1e-12 && divisor <= 100;
  const [times, over] = isShare ? [1, divisor] : [size, 1];
  const ordered = [...powers].sort(([a], [b]) => weight(a) - weight(b));
  const part = (sign: number, start: number) =>
    ordered
      .filter(([, exponent]) => exponent * sign > 0)
      .reduce(
        (whole, [base, exponent]) => mul(whole, power(base, exponent * sign)),
        constant(start),
      );
  const [above, below] = [part(1, times), part(-1, over)];
  // The builder functions would convert 1 / 6 to 0.1666….
  const isEndless = above === ONE && below.kind === 'constant' && !isShort(1 / numberOf(below));
  const whole = isEndless ? operation('/', ONE, below) : div(above, below);
  return factor < 0 ? neg(whole) : whole;
}

/** Whether a number has few digits. */
function isShort(value: number): boolean {
  return Number(value.toPrecision(4)) === value;
}

/** Parameters come before `x`, and both before expressions with arguments. */
function weight(base: Expression): number {
  if (base.kind === 'variable') return base.name === 'x' ? 1 : 0;
  return isOperation(base, '+', '-') ? 3 : 2;
}

function* termsOf(expression: Expression, sign: number): Generator<[Expression, number]> {
  if (isOperation(expression, '+', '-')) {
    const [a, b] = expression.args;
    yield* termsOf(a, sign);
    yield* termsOf(b, expression.op === '+' ? sign : -sign);
  } else if (isOperation(expression, 'neg')) {
    yield* termsOf(expression.args[0], -sign);
  } else {
    const { factor, powers } = monomial(expression);
    yield [product({ factor: 1, powers }), sign * factor];
  }
}

function tidySum(expression: Expression): Expression {
  const factors = new Map<Expression, number>();
  for (const [term, factor] of termsOf(expression, 1)) {
    factors.set(term, (factors.get(term) ?? 0) + factor);
  }
  const terms = [...factors].filter(([, factor]) => factor !== 0);
  const first = Math.max(
    terms.findIndex(([, factor]) => factor > 0),
    0,
  );
  const ordered = [...terms.splice(first, 1), ...terms];
  const sum = ordered.reduce<Expression>((whole, [term, factor]) => {
    const { powers } = monomial(term);
    const summand = product({ factor: Math.abs(factor), powers });
    return factor < 0 ? sub(whole, summand) : add(whole, summand);
  }, ZERO);
  return isOperation(sum, '-') ? withoutRest(sum) : sum;
}

/** `1 - n / d` is `(d - n) / d`, which is shorter if `d - n` is a number. */
function withoutRest(sum: Operation): Expression {
  const [whole, part] = sum.args;
  if (whole !== ONE || !isOperation(part, '/')) return sum;
  const [n, d] = part.args;
  const rest = tidySum(sub(d, n));
  return rest.kind === 'constant' ? div(rest, d) : sum;
}

function tidyConditional(op: '<' | '<=', [a, b, ifTrue, ifFalse]: readonly Expression[]) {
  // Removes the constants from an expression that is compared with a number.
  if (b.kind === 'constant') {
    const [most, inner] = upperBound(a);
    const [x, bound] = solved(most > b.value ? inner : a, b.value);
    return choose(op, x, constant(bound), ifTrue, ifFalse);
  }
  if (a.kind === 'constant') {
    const [most, inner] = upperBound(b);
    const [x, bound] = solved(most >= a.value ? inner : b, a.value);
    return choose(op, constant(bound), x, ifTrue, ifFalse);
  }
  return choose(op, a, b, ifTrue, ifFalse);
}

/** The constant of a `min`, and its other argument. */
function upperBound(expression: Expression): [bound: number, bounded: Expression] {
  if (!isOperation(expression, 'min')) return [Number.NaN, expression];
  const [a, b] = expression.args;
  return a.kind === 'constant' ? [a.value, b] : [numberOf(b), a];
}

/** For a positive factor, comparing `factor * x + term` with a bound is comparing `x` with another bound. */
function solved(expression: Expression, bound: number): [Expression, number] {
  if (isOperation(expression, '+') && expression.args[1].kind === 'constant') {
    return solved(expression.args[0], bound - numberOf(expression.args[1]));
  }
  const { factor, powers } = monomial(expression);
  if (factor <= 0 || factor === 1) return [expression, bound];
  return [product({ factor: 1, powers }), Number((bound / factor).toPrecision(12))];
}

/** If one branch is a conditional, it comes last, as in a case distinction. */
function choose(
  op: '<' | '<=',
  a: Expression,
  b: Expression,
  ifTrue: Expression,
  ifFalse: Expression,
): Expression {
  const opposite = op === '<' ? '<=' : '<';
  if (isConditional(ifTrue) && !isConditional(ifFalse)) {
    return choose(opposite, b, a, ifFalse, ifTrue);
  }
  return select(op, a, b, ifTrue, within(op, a, b, ifFalse));
}

/** Simplifies the last branch, in which the test before it has failed. */
function within(op: '<' | '<=', a: Expression, b: Expression, last: Expression): Expression {
  const [most, inner] = upperBound(last);
  if (inner === a && most <= numberOf(b)) return constant(most);
  if (!isConditional(last)) return last;
  const [c, d, ifTrue, ifFalse] = last.args;
  if (last.op === op && c === a && d === b) return ifFalse;
  // Two lines that end in 1 are easier to read than a 1 or 0 in brackets.
  if (ifTrue === ONE && ifFalse === ZERO) {
    return select(last.op === '<' ? '<=' : '<', d, c, ZERO, ONE);
  }
  return last;
}
