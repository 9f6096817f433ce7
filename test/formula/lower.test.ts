import { derivative } from '../../src/formula/derive.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { type Expression, operation, traverse, variable } from '../../src/formula/expression.js';
import { lower } from '../../src/formula/lower.js';
import { parse } from '../../src/formula/parse.js';

const BASIC = '+ - * / neg < <= abs min max sqrt exp expm1 log'.split(' ');
const hasBasic = (op: string) => BASIC.includes(op);

const MAGNITUDES = [0, 1e-300, 1e-18, 1e-10, 1e-3, 0.3, 0.999, 1, 1.5, 5, 9.99];
const LARGE = [10, 20, 89, 300, 800, 1e5, Infinity];
const bothSigns = (values: number[]) => values.flatMap((value) => [value, -value]);
const POINTS = [...bothSigns(MAGNITUDES), ...bothSigns(LARGE), Number.NaN];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The operations of the expression, each distinct node once. */
function opsOf(expression: Expression): string[] {
  const ops: string[] = [];
  traverse<void>(expression, (node) => {
    if (node.kind === 'operation') ops.push(node.op);
  });
  return ops;
}

/** The points at which the values differ by more than `bound`, relative to the expected value. */
function wrongPoints(
  expression: Expression,
  plain: (x: number) => number,
  points: number[],
  bound: number,
): string[] {
  return points.flatMap((x) => {
    const [received, expected] = [evaluate(expression, { x }), plain(x)];
    const same = received === expected || Object.is(received, expected);
    const near = Math.abs(received - expected) <= bound * Math.abs(expected);
    return same || (near && Number.isFinite(expected))
      ? []
      : [`at ${x}: expected ${expected}, received ${received}`];
  });
}

describe('rewritten into arithmetic, exp, expm1, log and sqrt', () => {
  const lowered = (formula: string) => lower(parse(formula), hasBasic);

  test.each<[string, (x: number) => number]>([
    ['sigmoid(x)', sigmoid],
    ['softplus(x)', softplus],
    ['sign(x)', Math.sign],
    ['log1p(x)', Math.log1p],
    ['tanh(softplus(x))', (x) => Math.tanh(softplus(x))],
    ['x ** 2', (x) => x ** 2],
    ['x ** 3', (x) => x ** 3],
    ['x ** 7', (x) => x ** 7],
    ['x ** 64', (x) => x ** 64],
    ['x ** -1', (x) => x ** -1],
    ['x ** -2', (x) => x ** -2],
    ['x ** -5', (x) => x ** -5],
    ['sqrt(x) + expm1(x) - x / 3', (x) => Math.sqrt(x) + Math.expm1(x) - x / 3],
  ])('%s keeps its value to 1e-12 from 0 to Infinity, and stays NaN', (formula, plain) => {
    expect(wrongPoints(lowered(formula), plain, POINTS, 1e-12)).toEqual([]);
  });

  test.each<[string, (x: number) => number]>([
    ['1 - sigmoid(x)', (x) => 1 / (1 + Math.exp(x))],
    ['1 - tanh(x)', (x) => 2 / (1 + Math.exp(2 * x))],
    ['1 + tanh(x)', (x) => 2 / (1 + Math.exp(-2 * x))],
    ['1 - (1 - tanh(x)) * (1 + tanh(x))', (x) => Math.tanh(x) ** 2],
    ['1 - tanh(softplus(x))', (x) => 2 / ((1 + Math.exp(x)) ** 2 + 1)],
  ])('%s keeps its value to 1e-12 near 0', (formula, plain) => {
    const points = bothSigns([1e-9, 0.1, 1, 5, 20, 40, 80, 87]);
    expect(wrongPoints(lowered(formula), plain, points, 1e-12)).toEqual([]);
  });

  test('tanh(softplus(x)) is rewritten with one exponential and no logarithm', () => {
    const ops = opsOf(lowered('tanh(softplus(x))'));
    expect(ops.filter((op) => /exp|log/.test(op))).toEqual(['exp']);
  });

  test.each([0.5, 1.5, 2.5, -0.5, -1.5])(
    'x ** %d keeps its value to 1e-12 everywhere except at -0 and -Infinity',
    (n) => {
      const points = POINTS.filter((x) => x !== -Infinity && !Object.is(x, -0));
      expect(wrongPoints(lowered(`x ** ${n}`), (x) => x ** n, points, 1e-12)).toEqual([]);
    },
  );

  test('tanh keeps its value to 1e-12 up to 10, and to 5e-9 beyond, where it is 1 in float32', () => {
    const small = [...bothSigns(MAGNITUDES), Number.NaN];
    expect(wrongPoints(lowered('tanh(x)'), Math.tanh, small, 1e-12)).toEqual([]);
    expect(wrongPoints(lowered('tanh(x)'), Math.tanh, bothSigns(LARGE), 5e-9)).toEqual([]);
    for (const x of LARGE) expect(Math.fround(evaluate(lowered('tanh(x)'), { x }))).toBe(1);
  });

  test('log1p loses no digits between -1 and 2 ** 60, to 1e-12', () => {
    const points = [-1, -0.9999999, -0.5, -1e-5, 1e-16, 3e-16, 1e-8, 2 ** 24, 2 ** 53, 2 ** 60];
    expect(wrongPoints(lowered('log1p(x)'), Math.log1p, points, 1e-12)).toEqual([]);
  });

  test.each([
    'sign(x)',
    'log1p(x)',
    'tanh(x) * sigmoid(softplus(x)) ** 1.5',
    'x <= 0 ? tanh(x) : softplus(x)',
  ])('%s and its derivative contain only words of the target', (formula) => {
    for (const expression of [parse(formula), derivative(parse(formula), 'x')]) {
      const foreign = opsOf(lower(expression, hasBasic)).filter((op) => !hasBasic(op));
      expect(foreign).toEqual([]);
    }
  });
});

describe('the target', () => {
  const x = variable('x');

  test('that has every word gets the formula unchanged', () => {
    const expression = parse('x <= 0 ? tanh(x) : x ** 3');
    expect(lower(expression, () => true)).toBe(expression);
  });

  test('can replace the common rewrites by its own, with its own instructions', () => {
    const own = { sigmoid: ([a]: readonly Expression[]) => operation('halfTanh', a) };
    const has = (op: string) => hasBasic(op) || op === 'halfTanh';
    expect(lower(parse('sigmoid(x)'), has, own)).toBe(operation('halfTanh', x));
  });

  test('has the words of its own rewrites rewritten in turn', () => {
    const own = { softplus: ([a]: readonly Expression[]) => operation('sigmoid', a) };
    const received = lower(parse('softplus(x)'), hasBasic, own);
    expect(received).toBe(lower(parse('sigmoid(x)'), hasBasic));
  });

  test('is not asked to rewrite a word that it has', () => {
    const own = { exp: jest.fn() };
    expect(lower(parse('exp(x)'), hasBasic, own)).toBe(parse('exp(x)'));
    expect(own.exp).not.toHaveBeenCalled();
  });

  test('computes a shared sub-formula once', () => {
    const lowered = lower(parse('sigmoid(x) + sigmoid(x) * expm1(sigmoid(x))'), hasBasic);
    expect(opsOf(lowered).filter((op) => op === 'exp')).toHaveLength(1);

    const tanh = jest.fn(([a]: readonly Expression[]) => a);
    lower(parse('tanh(x) * y + tanh(x)'), hasBasic, { tanh });
    expect(tanh).toHaveBeenCalledTimes(1);
  });

  test.each(['erf', 'sin', 'fma'])('without %s, which has no rewrite, causes an error', (op) => {
    const expression = operation('+', x, operation(op, x));
    expect(() => lower(expression, hasBasic)).toThrow(`This target does not support '${op}'`);
  });

  test('without a word that a rewrite needs causes an error with this word', () => {
    const has = (op: string) => hasBasic(op) && op !== 'exp';
    expect(() => lower(parse('sigmoid(x)'), has)).toThrow("This target does not support 'exp'");
  });
});

test.each(['constructor', 'toString'])(
  'the word %s, a property of every object, is an error',
  (op) => {
    const expression = operation(op, variable('x'));
    expect(() => lower(expression, hasBasic)).toThrow(`This target does not support '${op}'`);
  },
);

test.each([0.5, 1.5, -0.5])('x ** %d is NaN for x below 0, like a square root', (n) => {
  const formula = parse(`x ** ${n}`);
  for (const x of [-1, -Infinity]) {
    expect(evaluate(formula, { x })).toBeNaN();
    expect(evaluate(lower(formula, hasBasic), { x })).toBeNaN();
  }
});
