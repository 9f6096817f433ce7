import {
  add,
  constant,
  div,
  type Expression,
  max,
  min,
  mul,
  neg,
  operation,
  power,
  select,
  sub,
  substitute,
  traverse,
  variable,
  variablesOf,
} from '../../src/formula/expression.js';

const [x, y] = [variable('x'), variable('y')];
const [zero, one] = [constant(0), constant(1)];

test('equal trees are the same object', () => {
  expect(variable('x')).toBe(x);
  expect(constant(0.1 + 0.2)).toBe(constant(0.30000000000000004));
  expect(add(mul(x, y), constant(2))).toBe(add(mul(x, y), constant(2)));
  expect(add(x, y)).not.toBe(add(y, x));
  expect(variable('1')).not.toBe(one);
});

test('minus zero is zero', () => {
  expect(constant(-0)).toBe(zero);
});

test('trees cannot be changed', () => {
  const sum = add(x, y) as Extract<Expression, { kind: 'operation' }>;
  expect(() => Object.assign(sum, { op: '-' })).toThrow(TypeError);
  expect(() => (sum.args as Expression[]).push(x)).toThrow(TypeError);
});

test.each<[string, Expression, Expression]>([
  ['0 + x', add(zero, x), x],
  ['x + 0', add(x, zero), x],
  ['x - 0', sub(x, zero), x],
  ['0 - x', sub(zero, x), neg(x)],
  ['1 * x', mul(one, x), x],
  ['x * 1', mul(x, one), x],
  ['x * -1', mul(x, constant(-1)), neg(x)],
  ['0 * x', mul(zero, x), zero],
  ['x / 1', div(x, one), x],
  ['0 / x', div(zero, x), zero],
  ['-(-x)', neg(neg(x)), x],
  ['x ** 1', power(x, 1), x],
  ['x ** 0', power(x, 0), one],
  ['min(x, ∞)', min(x, constant(Infinity)), x],
  ['min(∞, x)', min(constant(Infinity), x), x],
  ['max(x, -∞)', max(x, constant(-Infinity)), x],
  ['x < y ? 1 : 1', select('<', x, y, one, one), one],
  ['1 < 2 ? x : y', select('<', one, constant(2), x, y), x],
  ['1 < 1 ? x : y', select('<', one, one, x, y), y],
  ['1 <= 1 ? x : y', select('<=', one, one, x, y), x],
  ['2 + 3', add(constant(2), constant(3)), constant(5)],
  ['min(2, 3)', min(constant(2), constant(3)), constant(2)],
])('%s is folded', (_text, folded, expected) => {
  expect(folded).toBe(expected);
});

test('nothing else is folded: x - x and x / x may be NaN', () => {
  expect(sub(x, x)).not.toBe(zero);
  expect(div(x, x)).not.toBe(one);
});

test('a traversal visits each distinct node once, arguments first', () => {
  const shared = mul(x, y);
  const visited: Expression[] = [];
  traverse<void>(add(shared, operation('exp', shared)), (node) => {
    visited.push(node);
  });
  expect(visited).toEqual([
    x,
    y,
    shared,
    operation('exp', shared),
    add(shared, operation('exp', shared)),
  ]);
});

test('a tree that doubles itself fifty times is traversed at once', () => {
  let doubled: Expression = x;
  for (let i = 0; i < 50; i++) doubled = add(doubled, doubled);
  const value = traverse<number>(doubled, (_node, [a, b]) => (a === undefined ? 1 : a + b));
  expect(value).toBe(2 ** 50);
});

test('its variables are listed once each, in the order of their first use', () => {
  expect(variablesOf(add(mul(y, x), mul(x, variable('a'))))).toEqual(['y', 'x', 'a']);
  expect(variablesOf(one)).toEqual([]);
});

test('variables are substituted, and what becomes simpler is folded', () => {
  const line = add(mul(variable('a'), x), variable('b'));
  expect(substitute(line, { a: one, b: zero })).toBe(x);
  expect(substitute(line, { a: zero })).toBe(variable('b'));
  expect(substitute(line, { constructor: one })).toBe(line);
});
