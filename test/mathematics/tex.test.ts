import katex from 'katex';
import { toTex } from '../../scripts/mathematics/tex.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { derivative } from '../../src/formula/derive.js';
import { constant } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';

test.each([
  ['x + (y - z)', 'x + y - z'],
  ['x - (y + z)', 'x - \\left(y + z\\right)'],
  ['x - -y', 'x - \\left(-y\\right)'],
  ['(x + y) * z', '\\left(x + y\\right) \\, z'],
  ['x * (y * z)', 'x \\, y \\, z'],
  ['x * 3', 'x \\cdot 3'],
  ['-(x + y)', '-\\left(x + y\\right)'],
  ['(x + y) / 2 * z', '\\frac{x + y}{2} \\, z'],
  ['(x / y) ** 2', '\\left(\\frac{x}{y}\\right)^{2}'],
  ['(x ** 2) ** 3', '\\left(x^{2}\\right)^{3}'],
  ['x ** 0.5', '\\sqrt{x}'],
  ['-(x ** 2) * y', '-x^{2} \\, y'],
  [
    '(x <= 0 ? 2 : x) * y',
    '\\left(\\begin{cases} 2 & x \\le 0 \\\\ x & \\text{otherwise} \\end{cases}\\right) \\, y',
  ],
])('%s is written with the correct precedence', (formula, tex) => {
  expect(toTex(parse(formula))).toBe(tex);
});

test.each([
  ['alpha * dy1', '\\alpha \\, \\mathrm{dy}_{1}'],
  ['maxValue + a_left', '\\mathrm{maxValue} + \\mathrm{a\\_left}'],
  ['abs(x) * erf(x)', '\\left|x\\right| \\, \\mathrm{erf}\\left(x\\right)'],
  ['expm1(x) * log1p(y)', '\\left(e^{x} - 1\\right) \\, \\ln\\left(1 + y\\right)'],
])('%s is written in mathematical notation', (formula, tex) => {
  expect(toTex(parse(formula))).toBe(tex);
});

test.each([
  [0.044715123, '0.0447151'],
  [-Math.SQRT1_2, '-\\frac{1}{\\sqrt{2}}'],
  [-1e9, '-10^{9}'],
  [2.5e-7, '2.5 \\cdot 10^{-7}'],
  [Infinity, '\\infty'],
  [NaN, '\\mathrm{NaN}'],
])('the number %p is written as a known root, or with at most six digits', (value, tex) => {
  expect(toTex(constant(value))).toBe(tex);
});

test('a conditional in the last branch of another one adds its lines to the same cases', () => {
  expect(toTex(parse('x < 0 ? 0 : x < 1 ? x : 2'))).toBe(
    '\\begin{cases} 0 & x < 0 \\\\ x & x < 1 \\\\ 2 & \\text{otherwise} \\end{cases}',
  );
});

test('a 1 or 0 that depends on a comparison is written as the comparison in brackets', () => {
  expect(toTex(parse('y * (x < 2 ? 1 : 0)'))).toBe('y \\, \\left[x < 2\\right]');
});

test('a long repeated subexpression is replaced by an unused letter, which is defined below', () => {
  expect(toTex(parse('u * max(x, -20) + sin(max(x, -20))'))).toBe(
    '\\begin{aligned} & u \\, v + \\sin\\left(v\\right) \\\\ & \\text{where}\\quad ' +
      '\\begin{aligned} v &= \\max\\left(x, -20\\right) \\end{aligned} \\end{aligned}',
  );
});

describe.each(Object.entries(elementwiseActivations))('%s', (_name, { formula }) => {
  test('is typeset by KaTeX, and so are its first and second derivatives', () => {
    const expression = parse(formula);
    const slope = derivative(expression, 'x');
    for (const each of [expression, slope, derivative(slope, 'x')]) {
      expect(katex.renderToString(toTex(each), { strict: 'error' })).toContain('</math>');
    }
  });
});
