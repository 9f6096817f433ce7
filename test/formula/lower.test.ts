import { evaluate } from '../../src/formula/evaluate.js';
import { constant, operation, traverse, variable } from '../../src/formula/expression.js';
import { lower } from '../../src/formula/lower.js';
import { parse } from '../../src/formula/parse.js';

const basic = [
  '+',
  '-',
  '*',
  '/',
  'neg',
  '<',
  '<=',
  'abs',
  'min',
  'max',
  'sqrt',
  'exp',
  'expm1',
  'log',
];
const has = (op: string) => basic.includes(op);

const POINTS = [0, 1e-300, 1e-12, 1e-3, 0.5, 1, 3, 9.99, 20, 89, 300, 1e5, Infinity];

test.each([
  ['sigmoid(x)', (x: number) => 1 / (1 + Math.exp(-x))],
  ['tanh(x)', Math.tanh],
  ['softplus(x)', (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ['sign(x)', Math.sign],
  ['log1p(abs(x))', (x: number) => Math.log1p(Math.abs(x))],
  ['x ** 2', (x: number) => x * x],
  ['x ** 3', (x: number) => x * x * x],
  ['x ** 7', (x: number) => x ** 7],
  ['x ** -1', (x: number) => 1 / x],
  ['x ** -2', (x: number) => 1 / (x * x)],
  ['abs(x) ** 0.5', (x: number) => Math.sqrt(Math.abs(x))],
  ['abs(x) ** 1.5', (x: number) => Math.sqrt(Math.abs(x)) ** 3],
])(
  '%s, lowered to basic words, is the same within 1e-8 relative and at the limits',
  (formula, f) => {
    const lowered = lower(parse(formula), has);
    traverse<void>(lowered, (node) => {
      if (node.kind === 'operation') expect(basic).toContain(node.op);
    });
    for (const x of POINTS.flatMap((value) => [value, -value])) {
      const [received, expected] = [evaluate(lowered, { x }), f(x)];
      if (Number.isFinite(expected)) {
        expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-8 * Math.abs(expected));
      } else {
        expect(received).toBe(expected);
      }
    }
    expect(evaluate(lowered, { x: Number.NaN })).toBeNaN();
  },
);

test('log1p has the limits of its argument', () => {
  const lowered = lower(parse('log1p(x)'), has);
  expect(evaluate(lowered, { x: -1 })).toBe(-Infinity);
  expect(evaluate(lowered, { x: -2 })).toBeNaN();
});

test('what the target has is left as it is', () => {
  const formula = parse('x <= 0 ? alpha * expm1(x) : tanh(x)');
  expect(lower(formula, () => true)).toBe(formula);
});

test("the target's own rewrites come before the common ones", () => {
  const own = { tanh: () => constant(7) };
  expect(lower(parse('tanh(x) + 1'), has, own)).toBe(constant(8));
});

test('a rewrite may use instructions of the target', () => {
  const own = { sqrt: ([x]: readonly ReturnType<typeof variable>[]) => operation('f32.sqrt', x) };
  const lowered = lower(parse('sqrt(x)'), (op) => op === 'f32.sqrt', own);
  expect(lowered).toBe(operation('f32.sqrt', variable('x')));
});

test('a word that can neither be computed nor rewritten is an error that names it', () => {
  expect(() => lower(parse('exp(x)'), () => false)).toThrow("This target has no word 'exp'");
});
