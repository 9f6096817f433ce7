import { fromData, toData } from '../../src/formula/data.js';
import { gradient } from '../../src/formula/derive.js';
import { constant, substitute, variable } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';

test('an expression is serialized as its nodes, each after its arguments', () => {
  expect(toData(parse('x <= 0 ? alpha * x : x'))).toEqual([
    'x',
    0,
    'alpha',
    ['*', 2, 0],
    ['<=', 0, 1, 3, 0],
  ]);
});

test.each(['x', '3', '1 / 0', '0 / 0', 'x ** 2.5 - x ** -3', 'max(x, a) / (1 + exp(-x))'])(
  '%s is the same expression after it is serialized and read',
  (formula) => {
    const second = gradient(gradient(parse(formula), 'x', 'dy1'), 'x', 'dy2');
    for (const expression of [parse(formula), second]) {
      // As from another copy of the package, whose data are separate objects.
      expect(fromData(structuredClone(toData(expression)))).toBe(expression);
    }
  },
);

test('the data have one entry for each distinct node, however long the text would be', () => {
  let deep = variable('x');
  for (let i = 0; i < 100; i++) deep = substitute(parse('x * x + 1'), { x: deep });
  expect(toData(deep).length).toBe(202);
  expect(fromData(structuredClone(toData(deep)))).toBe(deep);
  expect(fromData([Number.NaN])).toBe(constant(Number.NaN));
});
