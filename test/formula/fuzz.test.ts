import fc from 'fast-check';
import { toText } from '../../scripts/mathematics/print.js';
import { derivative } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { type Expression, traverse, variablesOf } from '../../src/formula/expression.js';
import { lower } from '../../src/formula/lower.js';
import { parse } from '../../src/formula/parse.js';
import { functionWords, words } from '../../src/formula/words.js';
import {
  build,
  expressions,
  formulas,
  fuzz,
  numberOf,
  numbers,
  type Tree,
  textOf,
  trees,
} from '../support/arbitrary.js';
import { estimate, FLOAT64 } from '../support/error_bound.js';

const WIDE = { exponent: 64, limit: 1e300, depth: 5 };

const values = fc.record({ x: numbers(4), alpha: numbers(4), beta: numbers(100) });
type Values = Record<'x' | 'alpha' | 'beta', number>;

describe('a random formula', () => {
  fuzz(
    'is parsed to the expression that the builder functions create',
    [trees(WIDE)],
    (tree) => expect(parse(textOf(tree))).toBe(build(tree)),
    [1000, 0],
  );

  fuzz(
    'is the same object after printing and parsing, and is printed as the same text again',
    [formulas(WIDE)],
    (formula) => expectPrinted(parse(formula)),
    [1000, 0],
  );

  fuzz(
    'has first and second derivatives that can be printed and parsed, too',
    [expressions()],
    (expression) => {
      const first = derivative(expression, 'x');
      for (const derived of [first, derivative(first, 'alpha')]) {
        // Longer formulas are refused.
        if (toText(derived).length <= 2000) expectPrinted(derived);
      }
    },
    [500, 0],
  );

  fuzz(
    'has the value that JavaScript computes from its text, to the last bit, if all of it is finite',
    [trees(), values],
    (tree, values) => {
      fc.pre(isPlain(tree, values));
      const inJavaScript = new Function(
        ...['x', 'alpha', 'beta', 'pi', 'e', ...functionWords],
        `return ${textOf(tree)}`,
      );
      const { x, alpha, beta } = values;
      const functions = functionWords.map((word) => words[word]);
      const expected: number = inJavaScript(x, alpha, beta, Math.PI, Math.E, ...functions);
      // Zeros are equal: folding may lose a sign.
      expect(evaluate(parse(textOf(tree)), values) + 0).toBe(expected + 0);
    },
    [500, 0],
  );
});

function expectPrinted(expression: Expression): void {
  const text = toText(expression);
  expect(parse(text)).toBe(expression);
  expect(toText(parse(text))).toBe(text);
}

/** Whether each part is finite and no power has half an odd number as its exponent. */
function isPlain(tree: Tree, values: Values): boolean {
  let plain = true;
  const evaluated = (part: Tree): number => {
    if (part.kind === 'number') return numberOf(part.text);
    if (part.kind === 'variable') return values[part.name as keyof Values];
    const [a, b, t, f] = part.args.map(evaluated);
    const value = applied(part.op, a, b, t, f);
    if (part.op === '**' && !Number.isInteger(b)) plain = false;
    plain &&= Number.isFinite(value);
    return value;
  };
  evaluated(tree);
  return plain;
}

function applied(op: string, a: number, b: number, t: number, f: number): number {
  if (op === '>') return a > b ? t : f;
  if (op === '>=') return a >= b ? t : f;
  const word: (...values: number[]) => number = words[op as keyof typeof words];
  return word(a, b, t, f);
}

describe('away from kinks, the derivative of a random formula is within 1e-5 of a central difference:', () => {
  const names = fc.constantFrom('x', 'alpha');

  fuzz(
    'the first derivative',
    [expressions({ depth: 3 }), names, values],
    (expression, name, values) => expectSlope(expression, name, values),
    [500, 0],
  );

  fuzz(
    'the second derivative',
    [expressions({ depth: 3 }), names, names, values],
    (expression, first, name, values) => expectSlope(derivative(expression, first), name, values),
    [500, 0],
  );
});

function expectSlope(expression: Expression, name: string, values: Values): void {
  fc.pre(variablesOf(expression).includes(name));
  const at = values[name as keyof Values];
  const step = 2 ** -10;
  const f = (by: number) => estimate(expression, { ...values, [name]: at + by }, FLOAT64);
  const slope = (step: number) => (f(step).value - f(-step).value) / (2 * step);
  const patterns = [-2, -1, -0.5, 0, 0.5, 1, 2].map((steps) =>
    pattern(expression, { ...values, [name]: at + steps * step }),
  );
  fc.pre(new Set(patterns).size === 1);
  const slopes = [2 * step, step, step / 2].map(slope);
  // Each halving of the step divides the error by four, until rounding dominates.
  const better = [0, 1].map((i) => (4 * slopes[i + 1] - slopes[i]) / 3);
  const expected = better[1];
  const rounding = (4 * (f(step / 2).error + f(-step / 2).error)) / step;
  const allowed = 1e-5 * Math.max(1, Math.abs(expected));
  fc.pre(Math.abs(expected) < 1e6);
  fc.pre(Math.abs(slopes[2] - slopes[1]) < 100 * allowed);
  fc.pre(Math.abs(better[1] - better[0]) + rounding < allowed / 10);
  // Near a smooth point, the difference between the slopes on both sides is halved with the step; at a kink like √x²
  // it stays the same.
  const turn = (step: number) => (f(step).value - 2 * f(0).value + f(-step).value) / step;
  fc.pre(Math.abs(2 * turn(step / 2) - turn(step)) < allowed / 10);
  const exact = estimate(derivative(expression, name), values, FLOAT64);
  fc.pre(exact.error < allowed / 10);
  const received = evaluate(derivative(expression, name), values);
  fc.pre(Number.isFinite(received));
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(allowed);
}

/**
 * The side on which each kink, pole and end of a domain is passed. Where this changes, the difference quotient is not
 * valid.
 */
function pattern(expression: Expression, values: Values): string {
  const sides: string[] = [];
  const compare = (a: number, b: number) => sides.push(a < b ? '<' : a > b ? '>' : '=');
  traverse<number>(expression, (node, args) => {
    if (node.kind === 'constant') return node.value;
    if (node.kind === 'variable') return values[node.name as keyof Values];
    const [a, b] = args;
    if (/^(<|<=|min|max)$/.test(node.op)) compare(a, b);
    else if (/^(abs|sign|sqrt|log|\*\*)$/.test(node.op)) compare(a, 0);
    else if (node.op === 'log1p') compare(a, -1);
    else if (node.op === '/') compare(b, 0);
    const word: (...values: number[]) => number = words[node.op as keyof typeof words];
    return word(...args);
  });
  return sides.join('');
}

describe('lowered to the words that all targets have, a random formula', () => {
  const basic = '+ - * / neg < <= abs min max sqrt exp expm1 log sin cos erf erfc'.split(' ');
  const hasBasic = (op: string) => basic.includes(op);
  // The rewrite of tanh is 1 from 10 on, an error of 4e-9.
  const precision = {
    unit: 2e-9,
    least: 1e-37,
    largest: Number.MAX_VALUE,
    units: 4,
    absolute: 1e-11,
  };

  const anywhere = fc.oneof(numbers(4), fc.constantFrom(0, 1, -1, 20, -20, 90, -90, 1e3, -1e3));

  fuzz(
    'keeps its value, except for an error of 1e-8 per operation and its propagation',
    [expressions(), fc.record({ x: anywhere, alpha: anywhere, beta: anywhere })],
    (expression, values) => {
      const { value, error } = estimate(expression, values, precision);
      fc.pre(error < Infinity && Number.isFinite(value));
      const received = evaluate(lower(expression, hasBasic), values);
      expect(Math.abs(received - value)).toBeLessThanOrEqual(error);
    },
    [1000, 0],
  );

  fuzz(
    'and its derivative contain no other words',
    [expressions()],
    (expression) => {
      for (const each of [expression, derivative(expression, 'x')]) {
        traverse<void>(lower(each, hasBasic), (node) => {
          if (node.kind === 'operation') expect(basic).toContain(node.op);
        });
      }
    },
    [500, 0],
  );
});
