import { evaluate } from '../../src/formula/evaluate.js';
import {
  add,
  apply,
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
const [zero, one, two] = [constant(0), constant(1), constant(2)];

/** The node as an operation; throws for any other node. */
function asOperation(node: Expression) {
  if (node.kind !== 'operation') throw new Error(`Expected an operation. Received: ${node.kind}`);
  return node;
}

describe('interning', () => {
  test('equal structures are the same object', () => {
    expect(constant(2.5)).toBe(constant(2.5));
    expect(variable('x')).toBe(x);
    expect(mul(add(x, y), constant(3))).toBe(mul(add(x, y), constant(3)));
    expect(constant(Number.NaN)).toBe(constant(Number.NaN));
  });

  test('different structures are different objects', () => {
    expect(sub(x, y)).not.toBe(sub(y, x));
    expect(variable('1')).not.toBe(one);
    expect(variable('#1')).not.toBe(one);
    expect(operation('<', x, y, one, two)).not.toBe(operation('<=', x, y, one, two));
    expect(operation('f', x, y)).not.toBe(operation('f', operation('f', x, y)));
  });

  test('minus zero is zero', () => {
    const minusZero = constant(-0);
    expect(minusZero).toBe(constant(0));
    expect(minusZero).toEqual({ kind: 'constant', value: 0 });
    expect(neg(zero)).toBe(zero);
  });

  test('nodes are immutable', () => {
    const sum = asOperation(add(x, two));
    for (const part of [sum, sum.args, x, two]) expect(Object.isFrozen(part)).toBe(true);
    expect(() => Object.assign(two, { value: 3 })).toThrow(TypeError);
  });
});

describe('folding', () => {
  test.each<[string, string, Expression, Expression]>([
    ['0 + x', 'x', add(zero, x), x],
    ['x + 0', 'x', add(x, zero), x],
    ['x - 0', 'x', sub(x, zero), x],
    ['0 - x', '-x', sub(zero, x), neg(x)],
    ['1 * x', 'x', mul(one, x), x],
    ['x * 1', 'x', mul(x, one), x],
    ['-1 * x', '-x', mul(constant(-1), x), neg(x)],
    ['x * -1', '-x', mul(x, constant(-1)), neg(x)],
    ['0 * x', '0', mul(zero, x), zero],
    ['x * 0', '0', mul(x, zero), zero],
    ['x / 1', 'x', div(x, one), x],
    ['0 / x', '0', div(zero, x), zero],
    ['-(-x)', 'x', neg(neg(x)), x],
    ['x ** 1', 'x', power(x, 1), x],
    ['x ** 0', '1', power(x, 0), one],
    ['min(x, Infinity)', 'x', min(x, constant(Infinity)), x],
    ['min(Infinity, x)', 'x', min(constant(Infinity), x), x],
    ['max(x, -Infinity)', 'x', max(x, constant(-Infinity)), x],
    ['max(-Infinity, x)', 'x', max(constant(-Infinity), x), x],
    ['x < y ? 2 : 2', '2', select('<', x, y, two, two), two],
    ['1 < 1 ? x : y', 'y', select('<', one, one, x, y), y],
    ['1 <= 1 ? x : y', 'x', select('<=', one, one, x, y), x],
    ['NaN <= 1 ? x : y', 'y', select('<=', constant(Number.NaN), one, x, y), y],
    ['∞ < x ? x : y', 'y', select('<', constant(Infinity), x, x, y), y],
    ['2 + 1', '3', add(two, one), constant(3)],
    ['1 / 2', '0.5', div(one, two), constant(0.5)],
    ['2 ** -2', '0.25', power(two, -2), constant(0.25)],
    ['max(1, 2)', '2', max(one, two), two],
    ['tanh(2)', 'its value', apply('tanh', [two]), constant(Math.tanh(2))],
  ])('%s becomes %s', (_, __, received, expected) => {
    expect(received).toBe(expected);
  });

  test('0 times x is 0 even if x is NaN or infinite', () => {
    expect(evaluate(mul(zero, x), { x: Number.NaN })).toBe(0);
    expect(evaluate(mul(x, zero), { x: Infinity })).toBe(0);
  });

  test.each<[string, Expression]>([
    ['x - x', sub(x, x)], // NaN for infinite x
    ['x / x', div(x, x)],
    ['x / 0', div(x, zero)],
    ['max(x, Infinity)', max(x, constant(Infinity))], // NaN for x = NaN
    ['min(x, -Infinity)', min(x, constant(-Infinity))],
    ['x + 1', add(x, one)],
  ])('%s is not folded', (_, received) => {
    expect(received.kind).toBe('operation');
  });

  test('apply folds as the builder functions do', () => {
    expect(apply('+', [zero, x])).toBe(x);
    expect(apply('-', [x, y])).toBe(sub(x, y));
    expect(apply('*', [x, zero])).toBe(zero);
    expect(apply('/', [x, one])).toBe(x);
    expect(apply('neg', [neg(x)])).toBe(x);
    expect(apply('min', [x, constant(Infinity)])).toBe(x);
    expect(apply('max', [x, constant(-Infinity)])).toBe(x);
    expect(apply('<=', [x, y, two, two])).toBe(two);
    expect(apply('tanh', [x])).toBe(operation('tanh', x));
  });
});

describe('walking', () => {
  const shared = add(x, y);
  const root = mul(shared, div(shared, y)); // (x + y) * ((x + y) / y)

  test('traverse visits each distinct node once, arguments first', () => {
    const visited: Expression[] = [];
    traverse<void>(root, (node) => void visited.push(node));
    expect(visited).toEqual([x, y, shared, div(shared, y), root]);
  });

  test('traverse passes the results of the arguments to each visit and returns the result of the root', () => {
    const depth = traverse<number>(root, (_, args) => 1 + Math.max(0, ...args));
    expect(depth).toBe(4);
  });

  test('a tree that doubles itself fifty times is traversed in fifty steps', () => {
    let doubled = x;
    for (let i = 0; i < 50; i++) doubled = add(doubled, doubled);
    expect(traverse<number>(doubled, (_, args) => args.reduce((a, b) => a + b, 0) || 1)).toBe(
      2 ** 50,
    );
  });

  test('variablesOf names each variable once, in the order of first use', () => {
    expect(variablesOf(sub(mul(y, x), div(variable('a'), y)))).toEqual(['y', 'x', 'a']);
    expect(variablesOf(two)).toEqual([]);
  });

  test('substitute replaces all variables at once, so that two variables can be swapped', () => {
    expect(substitute(sub(x, y), { x: y, y: x })).toBe(sub(y, x));
    expect(substitute(sub(x, y), { x: mul(x, y) })).toBe(sub(mul(x, y), y));
  });

  test('substitute folds an expression that becomes constant', () => {
    expect(substitute(add(mul(x, y), y), { x: zero })).toBe(y);
    expect(substitute(power(x, 2), { x: constant(3) })).toBe(constant(9));
  });

  test('substitute ignores names that only the prototype of the values has', () => {
    expect(substitute(variable('toString'), { x: y })).toBe(variable('toString'));
    expect(substitute(variable('toString'), { toString: y })).toBe(y);
  });
});
