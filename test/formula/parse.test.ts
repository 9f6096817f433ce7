import { evaluate } from '../../src/formula/evaluate.js';
import { constant, variable } from '../../src/formula/expression.js';
import { defineFunction } from '../../src/formula/functions.js';
import { FormulaError, parse } from '../../src/formula/parse.js';

const POINTS = [
  { a: 3, b: 2, c: 5 },
  { a: -1.5, b: 0.25, c: 7 },
  { a: 1e-3, b: -4, c: 0.5 },
];

/** The error that `parse` throws. */
function fault(formula: string): FormulaError {
  try {
    parse(formula);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error(`No error for: ${formula}`);
}

describe('operators', () => {
  test.each<[string, (a: number, b: number, c: number) => number]>([
    ['a - b - c', (a, b, c) => a - b - c],
    ['a - (b - c)', (a, b, c) => a - (b - c)],
    ['a / b * c', (a, b, c) => (a / b) * c],
    ['a / b / c', (a, b, c) => a / b / c],
    ['a + b * c', (a, b, c) => a + b * c],
    ['(a + b) * c', (a, b, c) => (a + b) * c],
    ['-a * b', (a, b) => -a * b],
    ['a - -b', (a, b) => a - -b],
    ['- -a', (a) => a],
    ['a * b ** 2', (a, b) => a * b ** 2],
    ['(a * b) ** 2', (a, b) => (a * b) ** 2],
    ['(-a) ** 3', (a) => (-a) ** 3],
    ['-(a ** 2)', (a) => -(a ** 2)],
    ['a ** 3 ** 2', (a) => a ** 9],
    ['a ** -2', (a) => a ** -2],
    ['c ** 1.5', (_a, _b, c) => Math.sqrt(c) ** 3],
    ['c ** (1 / 2)', (_a, _b, c) => Math.sqrt(c)],
    ['2 ** 3 ** 2 + a', (a) => 512 + a],
    ['max(a, b) - min(b, c)', (a, b, c) => Math.max(a, b) - Math.min(b, c)],
    ['a < b ? 1 : b < c ? 2 : 3', (a, b, c) => (a < b ? 1 : b < c ? 2 : 3)],
    ['a < b ? b < c ? 1 : 2 : 3', (a, b, c) => (a < b ? (b < c ? 1 : 2) : 3)],
    ['a + 1 < b * 2 ? a - 1 : b / 2', (a, b) => (a + 1 < b * 2 ? a - 1 : b / 2)],
    ['1 + (a > b ? a : c)', (a, b, c) => 1 + (a > b ? a : c)],
    ['(a < b) ? (b) : (c)', (a, b, c) => (a < b ? b : c)],
  ])('%s means the same as in JavaScript', (formula, meaning) => {
    for (const point of POINTS) {
      expect(evaluate(parse(formula), point)).toBe(meaning(point.a, point.b, point.c));
    }
  });

  // The columns compare 1 with 2, 2 with 2, 3 with 2, and NaN with 2.
  test.each([
    ['<', [1, 0, 0, 0]],
    ['<=', [1, 1, 0, 0]],
    ['>', [0, 0, 1, 0]],
    ['>=', [0, 1, 1, 0]],
  ])('%s compares, and is false if either side is NaN', (operator, expected) => {
    const formula = parse(`x ${operator} y ? 1 : 0`);
    const received = [1, 2, 3, Number.NaN].map((x) => evaluate(formula, { x, y: 2 }));
    expect(received).toEqual(expected);
    expect(evaluate(formula, { x: 2, y: Number.NaN })).toBe(0);
  });
});

describe('numbers and names', () => {
  test.each([
    ['.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['2.5E+2', 250],
    ['-7', -7],
    ['pi', Math.PI],
    ['e', Math.E],
    ['2 * pi', 6.283185307179586],
    ['e ** 2', Math.E ** 2],
  ])('%s is %d', (formula, value) => {
    expect(parse(formula)).toBe(constant(value));
  });

  test.each(['x', 'alpha_2', 'E', 'PI', 'exponent', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is a variable',
    (name) => {
      expect(parse(name)).toBe(variable(name));
      expect(evaluate(parse(name), { [name]: 3 })).toBe(3);
    },
  );

  test('texts with the same meaning give the same object', () => {
    expect(parse('x > 0 ? (x) : 0 + a')).toBe(parse('0 < x ? x : a'));
    expect(parse('  tanh(\tx )\n+1 ')).toBe(parse('tanh(x)+1'));
  });
});

describe('faults', () => {
  const WORDS =
    'abs, min, max, sign, sqrt, exp, expm1, log, log1p, sigmoid, tanh, sin, cos, erf, erfc, softplus';
  const OPERATORS = 'Expected one of: + - * / ** < <= > >=';

  test.each([
    ['', 0, 'The formula is empty'],
    ['()', 1, "Unexpected ')'. Expected a number, a name or a call"],
    ['1 + (erg(x))', 5, "Unknown function 'erg'"],
    ['x + erg(x)', 4, "Unknown function 'erg'. Did you mean erf?\n"],
    ['constructor(x)', 0, `Unknown function 'constructor'. Expected one of: ${WORDS}\n`],
    ['__proto__(x)', 0, "Unexpected '__proto__'. A name consists of the letters a to z"],
    ['neg(x)', 0, "Unknown function 'neg'"],
    ['x + __proto__', 4, "'__proto__'. A name consists of the letters a to z, digits and _"],
    ['2 * ä', 4, "Unexpected 'ä'. A name consists of the letters a to z"],
    ['$x', 0, "Unexpected '$'. A name consists of"],
    ['x * tanh', 4, "'tanh' is a function. Expected: tanh(…)"],
    ['1 + tanh(x, y)', 4, 'tanh takes 1 argument. Received: 2'],
    ['tanh()', 5, "Unexpected ')'. Expected a number, a name or a call"],
    ['max(x)', 0, 'max takes 2 arguments, max(a, b). Received: 1'],
    ['x % 2', 2, `Unexpected '%'. ${OPERATORS}`],
    ['1 + (x < y)', 4, "A comparison is allowed only before '?': a < b ? t : f"],
    ['a >= b', 0, "A comparison is allowed only before '?': a >= b ? t : f"],
    ['(a < b) * c', 0, 'A comparison is allowed only'],
    ['x ? 1 : 0', 0, "Expected a comparison before '?': one of < <= > >="],
    ['x < 1 ? 2', 9, "Unexpected end of formula. Expected an operator or ':'"],
    ['x ** 0.3', 5, 'An exponent must be a constant multiple of 1/2, from -64 to 64'],
    ['x ** y', 5, 'Write other powers as exp(n * log(x)), and e ** x as exp(x)'],
    ['x ** 65', 5, 'from -64 to 64'],
    ['1 + -x ** 2', 4, 'Ambiguous power of a negative. Expected (-a) ** n or -(a ** n)'],
    ['x ** -2 ** 2', 5, 'Ambiguous power of a negative'],
    ['1 + +x', 4, "Unexpected '+'. Expected a number, a name or a call"],
    ['1 + x.y', 5, "Unexpected '.'. Expected an operator"],
    ['x[0]', 1, "Unexpected '['. Expected an operator"],
    ['x.constructor(1)()', 1, "Unexpected '.'. Expected an operator"],
    ['[x, 1]', 0, 'Expected a number, a name or a call'],
    ['(x, 1)', 2, "Unexpected ','. A comma separates the arguments of a call"],
    ['1 + this', 4, "Unexpected 'this'. Expected a number, a name or a call"],
    ['1 + true', 4, 'Expected a finite number. Received: true'],
    ['null', 0, 'Expected a finite number. Received: null'],
    ["1 + 'x'", 4, "Unexpected '''. Expected a number, a name or a call"],
    ['1e400', 0, 'Expected a finite number. Received: 1e400'],
    ['x y', 2, "Unexpected 'y'. Expected an operator"],
    ['x a < 1 ? 2 : 3', 2, "Unexpected 'a'. Expected an operator"],
    ['1.2.3', 3, "Unexpected '.'. Expected an operator"],
    ['.', 0, "Unexpected '.'. Expected a number"],
    ['(x', 2, "Unexpected end of formula. Expected an operator or ')'"],
    ['x)', 1, "Unexpected ')'. Expected an operator"],
    ['x +', 3, 'Unexpected end of formula. Expected a number, a name or a call'],
    ['x + * 2', 4, "Unexpected '*'. Expected a number, a name or a call"],
    ['-', 1, 'Unexpected end of formula. Expected a number, a name or a call'],
    ['x # y', 2, "Unexpected '#'. Expected an operator"],
  ])('%j is refused at character %d: %s', (formula, position, problem) => {
    const error = fault(formula);
    expect(error.message).toContain(problem);
    expect(error.position).toBe(position);
    expect(error.formula).toBe(formula);
  });

  test('the message shows the formula with a caret below the error', () => {
    expect(fault('x + erg(x)').message.split('\n').slice(1)).toEqual(['  x + erg(x)', '      ^']);
  });

  test('an error is an Error named FormulaError, also the second time', () => {
    for (let time = 0; time < 2; time++) {
      expect(fault('x +')).toBeInstanceOf(Error);
      expect(fault('x +').name).toBe('FormulaError');
    }
  });

  test('a value that is not a string is a TypeError', () => {
    for (const value of [undefined, null, 3, {}, Symbol('x')]) {
      expect(() => parse(value as string)).toThrow(TypeError);
      expect(() => parse(value as string)).toThrow('A formula must be a string. Received: ');
    }
  });

  test('a text of 2001 characters is refused, one of 2000 is accepted', () => {
    expect(fault('x'.padEnd(2001)).message).toContain('at most 2000 characters. Received: 2001\n');
    expect(parse('x'.padEnd(2000))).toBe(variable('x'));
  });

  test.each([
    ['900 pairs of parentheses', `${'('.repeat(900)}x${')'.repeat(900)}`, 'x'],
    ['1990 minus signs', `${'-'.repeat(1990)}x`, 'x'],
    ['285 conditionals', `${'x<1?1:'.repeat(285)}x`, 'x < 1 ? 1 : x'],
  ])('%s do not exhaust the stack', (_, formula, same) => {
    for (const x of [0, 3]) {
      expect(evaluate(parse(formula), { x })).toBe(evaluate(parse(same), { x }));
    }
  });
});

function define(name: string, formula: string): void {
  const source = { name, formula, parameters: {} };
  defineFunction({ meaning: parse(formula), source, isSaved: false });
}

describe('spellings of other languages are refused with the spelling to use here:', () => {
  beforeAll(() => {
    define('leak', 'x <= 0 ? 0.2 * x : x');
  });

  const POWER = 'Write a power as x ** 2, and e ** x as exp(x)';
  const BOTH = "Write 'a and b' as nested conditionals: a < b ? (c < d ? t : f) : f";
  const EQUAL = 'Write equality as abs(a - b) <= 0 ? t : f';
  const CONDITIONAL = 'Write a conditional as a < b ? t : f';
  const ALONE = 'A formula is only the expression, such as x * sigmoid(x)';

  test.each([
    // Operators; the caret is below them.
    ['x ^ 2', 2, `Unexpected '^'. ${POWER}`],
    ['1 + e^x', 5, `Unexpected '^'. ${POWER}`],
    ['x²', 1, `Unexpected '²'. ${POWER}`],
    ['x > 0 && x < 1 ? x : 0', 6, `Unexpected '&&'. ${BOTH}`],
    ['(x > 0) & (x < 1) ? x : 0', 8, `Unexpected '&'. ${BOTH}`],
    ['x > 0 and x < 1 ? x : 0', 6, `Unexpected 'and'. ${BOTH}`],
    ['0 < x < 1 ? x : 0', 0, `Expected one comparison before '?'. ${BOTH}`],
    ['x < 0 || x > 1 ? x : 0', 6, "Unexpected '||'. Write 'a or b' as nested conditionals: "],
    ['x < 0 or x > 1 ? x : 0', 6, 'a < b ? t : (c < d ? t : f)'],
    ['1 + (x == 2 ? 1 : 0)', 7, `Unexpected '=='. ${EQUAL}`],
    ['x === 2 ? 1 : 0', 2, `Unexpected '==='. ${EQUAL}`],
    ['x != 0 ? 1 : 0', 2, "Unexpected '!='. Write inequality as abs(a - b) <= 0 ? f : t"],
    ['x ≤ 0 ? 1 : 0', 2, "Unexpected '≤'. Write <="],
    ['1 + !x', 4, "Unexpected '!'. Swap the branches instead of 'not': a < b ? f : t"],
    ['not x > 0 ? 1 : 0', 0, "Unexpected 'not'. Swap the branches instead of 'not'"],
    ['x − 1', 2, "Unexpected '−'. Write minus as -"],
    ['−x', 0, "Unexpected '−'. Write minus as -"],
    ['2 × x', 2, "Unexpected '×'. Write a product as a * b"],
    ['a·x', 1, "Unexpected '·'. Write a product as a * b"],
    ['|x|', 0, "Unexpected '|'. Write an absolute value as abs(x)"],
    ['√x', 0, "Unexpected '√'. Write a square root as sqrt(x)"],
    ['2π * x', 1, "Unexpected 'π'. Write pi"],
    ['x; y', 1, "Unexpected ';'. A formula is one expression"],
    // Products.
    ['2x', 1, "Unexpected 'x'. Expected an operator, such as 2 * x"],
    ['.5x', 2, "Unexpected 'x'. Expected an operator, such as .5 * x"],
    ['x < 1 ? 2x : 3', 9, "Expected an operator or ':', such as 2 * x"],
    ['2(x + 1)', 1, "Unexpected '('. Expected an operator, such as 2 * (…)"],
    ['x(x + 1)', 1, 'Expected an operator, such as x * (…)'],
    ['(x + 1)(x - 1)', 7, 'Expected an operator, such as (…) * (…)'],
    ['max(2x, 1)', 5, "Expected an operator, a comma or ')', such as 2 * x"],
    ['0,5 * x', 1, "Unexpected ','. A comma separates the arguments of a call. Write decimals"],
    // Functions.
    ['pow(x, 2)', 0, "Unknown function 'pow'. Expected: x ** 2, or exp(n * log(x))"],
    ['1 + ln(x)', 4, "Unknown function 'ln'. Expected: log(x)\n"],
    ['log10(x)', 0, 'Expected: log(x) / log(10)\n'],
    ['clip(x, 0, 1)', 0, 'Expected: min(high, max(low, x))\n'],
    ['maximum(x, 0)', 0, 'Expected: max(a, b)\n'],
    ['where(x > 0, x, 0)', 0, 'Expected: a < b ? t : f\n'],
    ['softmax(x)', 0, 'Expected: a layer, layers.softmax()'],
    ['Tanh(x)', 0, "Unknown function 'Tanh'. Did you mean tanh?\n"],
    ['foo(x)', 0, 'erfc, softplus, or the name of an activation\n'],
    ['Math.exp(x)', 4, "Unexpected '.'. Names have no prefix. Expected: exp(…)"],
    ['tf.nn.leak(x)', 2, 'Expected: leak(…)'],
    ['torch.clamp(x, 0, 1)', 5, 'Expected: min(high, max(low, x))'],
    ['x * Math.PI', 8, 'Expected: pi\n'],
    ['pi()', 2, "Unexpected '('. Expected an operator"],
    ['1 - sin x', 4, "'sin' is a function. Expected: sin(…)"],
    ['leak x', 0, "'leak' is a function. Expected: leak(…)"],
    ['max(x, 0, 1)', 0, 'max takes 2 arguments, max(a, b). Received: 3'],
    [
      'leak(x, 0.01)',
      0,
      'leak takes 1 argument: inside a formula, parameters have their defaults. ',
    ],
    ['leak(x, 0.01)', 0, 'write the formula instead: x <= 0 ? 0.2 * x : x. Received: 2'],
    ['relu(x', 6, "Unexpected end of formula. Expected an operator, a comma or ')'"],
    // Statements.
    ['if x > 0 then x else 0', 0, `Unexpected 'if'. ${CONDITIONAL}`],
    ['if (x > 0) x else 0', 0, `Unexpected 'if'. ${CONDITIONAL}`],
    ['x if x > 0 else 0', 2, `Unexpected 'if'. ${CONDITIONAL}`],
    ['x > 0 ? x else 0', 10, `Unexpected 'else'. ${CONDITIONAL}`],
    ['x = 1', 2, `Unexpected '='. ${ALONE}`],
    ['x => 2 * x', 2, `Unexpected '=>'. ${ALONE}`],
    ['lambda x: 2 * x', 0, `Unexpected 'lambda'. ${ALONE}`],
    ['return x', 0, `Unexpected 'return'. ${ALONE}`],
  ])('%j is refused at character %d: %s', (formula, position, problem) => {
    const error = fault(formula);
    expect(error.message).toContain(problem);
    expect(error.position).toBe(position);
  });

  test('the caret is below the error also if the formula contains line breaks and tabs', () => {
    const [, text, caret] = fault('x *\n\t2y').message.split('\n');
    expect(text).toBe('  x *  2y');
    expect(text[caret.indexOf('^')]).toBe('y');
  });

  test('the message does not contain the formula of a function if it is long', () => {
    define('long', `x${' + tanh(x) * x'.repeat(20)}`);
    expect(fault('long(x, 1)').message).toContain('write the formula instead. Received: 2\n');
  });

  test('any white space separates tokens', () => {
    expect(parse('x\u00a0+\u20091')).toBe(parse('x + 1'));
  });
});

describe('a formula without a meaning is refused:', () => {
  test.each([
    ['a call without its comma', 'max(1 2)'],
    ['a semicolon at the end', 'x;'],
    ['a comma at the end', 'x,'],
    ['a comma at the beginning', ',x'],
    ['a semicolon in parentheses', 'tanh((x;))'],
    ['an optional call', 'tanh?.(x)'],
    ['a call of a call', 'tanh(x)(x)'],
    ['1990 open parentheses', '('.repeat(1990)],
    ['1990 open brackets', '['.repeat(1990)],
  ])('%s', (_, formula) => {
    expect(fault(formula)).toBeInstanceOf(FormulaError);
  });
});

test('the position of the error in max(x,) is that of the closing parenthesis', () => {
  expect(fault('max(x,)').position).toBe(6);
});

test('a name in parentheses can be called, as in JavaScript', () => {
  expect(parse('(tanh)(x)')).toBe(parse('tanh(x)'));
});

test('?.5 after a name starts a branch, as in JavaScript', () => {
  expect(parse('x < a ?.5 : 1')).toBe(parse('x < a ? 0.5 : 1'));
});

describe('a syntax error is reported before any other error:', () => {
  test.each([
    ['erg(x) +', 8, 'Unexpected end of formula'],
    ['tanh + (x < y) * 1 2', 19, "Unexpected '2'. Expected an operator"],
    ['x ** 0.3 + max(x))', 17, "Unexpected ')'"],
  ])('%j is refused at character %d: %s', (formula, position, problem) => {
    expect(fault(formula).message).toContain(problem);
    expect(fault(formula).position).toBe(position);
  });
});

/** Formulas that use the whole language, and all kinds of errors. */
const TEXTS = [
  'x <= 0 ? alpha * (exp(x) - 1) : x',
  '-(x + 2.5e-3) ** 2 / max(x, .5) - pi',
  'x*tanh(log1p(exp( x)))',
  '1 + (x > a ? min(b, -x) : x < 2 ? 3 : e)',
  'Math.exp(x) && (x, 1)',
];

test.each(TEXTS)(
  'every prefix of %j, and every text that differs in one character, is parsed or has an error with a valid position',
  (text) => {
    const characters = ['', ...' 0.x(),?:<=-*/+^"$ä'];
    for (let i = 0; i <= text.length; i++) {
      const [before, after] = [text.slice(0, i), text.slice(i)];
      const changed = characters.flatMap((each) => [
        before + each + after,
        before + each + after.slice(1),
      ]);
      for (const formula of [before, ...changed]) expectReadOrFault(formula);
    }
  },
);

function expectReadOrFault(formula: string): void {
  try {
    expect(parse(formula)).toBe(parse(` ${formula} `));
  } catch (error) {
    expect(error).toBeInstanceOf(FormulaError);
    const { position } = error as FormulaError;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThanOrEqual(formula.length);
  }
}
