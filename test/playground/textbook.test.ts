import { catalogue } from '../../playground/src/catalogue.js';
import { catalogueCurve } from '../../playground/src/curve.js';
import { textbook } from '../../playground/src/textbook.js';
import { evaluate } from '../../src/formula/evaluate.js';
import { parse } from '../../src/formula/parse.js';

/** The formulas of the papers, written by hand. */
const WRITTEN = {
  gelu: '0.5 * x * (1 + erf(x / sqrt(2)))',
  golu: 'alpha * x * exp(-beta * exp(-gamma * x))',
  lisht: 'x * tanh(x)',
  mish: 'x * tanh(softplus(x))',
  parametricSwish: 'x * sigmoid(beta * x)',
  silu: 'x * sigmoid(x)',
  sine: 'sin(frequency * x)',
  snake: 'x + sin(frequency * x) ** 2 / frequency',
  softcap: 'cap * tanh(x / cap)',
  softsign: 'x / (1 + abs(x))',
  squareplus: '(x + sqrt(x ** 2 + b)) / 2',
  telu: 'x * tanh(exp(x))',
};

test.each(Object.entries(WRITTEN))('%s is %s', (name, text) => {
  expect(textbook(name)).toMatchObject({ text, hasBounds: true });
});

test('a formula without bounds keeps its text', () => {
  for (const name of ['relu', 'leakyRelu', 'selu', 'hardTanh', 'softShrink', 'sigmoid']) {
    expect(textbook(name)).toMatchObject({ text: catalogue[name].formula, hasBounds: false });
  }
});

test('each text has the values of the formula that is computed, to 1e-9', () => {
  for (const name of Object.keys(catalogue)) {
    const { formula, parameters } = catalogueCurve(name);
    const text = parse(textbook(name).text);
    for (let x = -12; x <= 12; x += 0.37) {
      const values = { x, ...parameters };
      const [value, expected] = [evaluate(text, values), evaluate(parse(formula), values)];
      const isNear = Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
      expect({ name, x, value, isNear }).toEqual({ name, x, value, isNear: true });
    }
  }
});
