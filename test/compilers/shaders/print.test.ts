import {
  glsl100,
  glsl300,
  type ShaderLanguage,
  wgsl,
} from '../../../src/compilers/shaders/languages.js';
import { printFormula } from '../../../src/compilers/shaders/print.js';
import { parse } from '../../../src/formula/parse.js';
import { functionWords } from '../../../src/formula/words.js';

const languages = [glsl100, glsl300, wgsl];

const print = (formula: string, language: ShaderLanguage, names = ['x']) =>
  printFormula(parse(formula), names, language).text;

/** The largest number of brackets that are open at once. */
function deepestBracket(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of text) {
    if (char === '(') deepest = Math.max(deepest, ++depth);
    if (char === ')') depth--;
  }
  return deepest;
}

describe.each(languages.map((language) => [language.name, language] as const))(
  '%s',
  (_, language) => {
    test.each(functionWords)('supports %s with an expression or a rewrite', (word) => {
      const args = ['min', 'max'].includes(word) ? 'x, y' : 'x';
      expect(print(`${word}(${args})`, language, ['x', 'y'])).toContain('return');
    });

    test('formulas that differ only in names have the same text', () => {
      const text = print('x <= 0 ? alpha * x : x', language);
      expect(print('float <= 0 ? fn * float : float', language, ['float'])).toBe(text);
    });

    test('a number is printed as a float literal of the nearest float32', () => {
      expect(print('x + 1', language)).toContain('(x0 + 1.0)');
      expect(print('x * 0.1', language)).toContain('0.10000000149011612');
      expect(print('x - 1e20', language)).toContain('100000002004087730000.0');
      expect(print('x * -2', language)).toContain('(-2.0)');
    });

    test('infinity and NaN are not printed as literals, which a compiler may treat in any way', () => {
      expect(print('x <= 1e39 ? x : 0 / 0', language)).toContain(language.infinity);
      expect(print('x <= 1e39 ? x : 0 / 0', language)).toContain(language.nan);
    });

    test('a subexpression that is used twice is computed once', () => {
      const text = print('(x + 3) * (x + 3)', language);
      expect(text.match(/x0 \+ 3\.0/g)?.length).toBe(1);
    });

    test('however deeply a formula is nested, its text has fewer than 20 levels of nesting', () => {
      const sum = `x${' + x'.repeat(400)}`;
      const horner = `${'(x * '.repeat(64)}x${' + 1)'.repeat(64)}`;
      const tanhs = `${'tanh('.repeat(40)}x${')'.repeat(40)}`;
      for (const formula of [sum, horner, tanhs]) {
        expect(deepestBracket(print(formula, language))).toBeLessThan(20);
      }
    });
  },
);

test('scalar parameters are uniforms, and their values are not in the text', () => {
  expect(printFormula(parse('beta * x + alpha'), ['x'], wgsl)).toEqual({
    text: 'fn formula(x0 : f32) -> f32 {\n  return ((uniforms.s0 * x0) + uniforms.s1);\n}',
    scalars: ['s0', 's1'],
  });
});

test('a conditional selects between variables', () => {
  expect(print('x <= 0 ? alpha * x : x', glsl300)).toBe(
    'float formula(float x0) {\n  float v0 = (s0 * x0);\n  return (x0 <= 0.0 ? v0 : x0);\n}',
  );
});
