import { clearCurve } from '../../playground/src/curve.js';
import { withMeant } from '../../playground/src/unclear_name.js';
import { defineFunctions } from '../../src/catalogue/functions.js';

beforeAll(defineFunctions);

const messageOf = (formula: string, known = {}) => {
  try {
    clearCurve(formula, known);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ['sigmod', 'Did you mean sigmoid(x)?'],
  ['tnah', 'Did you mean tanh(x)?'],
  ['softp', 'Did you mean softplus(x)?'],
  ['gelu', 'Did you mean gelu(x)?'],
  ['maxx', 'Did you mean max(a, b)?'],
  ['X', 'Did you mean x?'],
  ['Pi', 'Did you mean pi?'],
  ['tan', 'Expected: sin(x) / cos(x).'],
  ['inf', 'A formula can contain only finite numbers.'],
])('%s is unclear', (name, hint) => {
  expect(messageOf(`2 * ${name} + x`)).toBe(`Unknown name '${name}'. ${hint}`);
  expect(messageOf(`2 * ${name} + x`, { [name]: 1 })).toBeUndefined();
});

test('common names of parameters are clear', () => {
  const names =
    'a b c k p q r s t w mu nu xi phi psi rho tau eta zeta theta lambda kappa omega delta gamma ' +
    'alpha beta sigma epsilon slope scale bias gain shift temperature width cap limit threshold ' +
    'high middle left right alpha1 beta_2 a1 w0 x0 x1';
  for (const name of names.split(' ')) {
    expect([name, messageOf(`${name} * x`)]).toEqual([name, undefined]);
  }
});

test('the intended word replaces the name, and nothing else', () => {
  expect(withMeant('sig + sig2 * sig(x) - sig', 'sig', 'sign(x)')).toBe(
    'sign(x) + sig2 * sig(x) - sign(x)',
  );
});
