import { catalogue } from '../../playground/src/catalogue.js';
import { catalogueCurve, typedCurve } from '../../playground/src/curve.js';
import { clip, heightOf } from '../../playground/src/explore/height.js';
import { outlineOf } from '../../playground/src/explore/outline.js';
import { sample } from '../../playground/src/explore/sample.js';
import { sliderRange } from '../../playground/src/explore/slider_range.js';
import { format } from '../../playground/src/format.js';

const view = { min: -5, max: 5 };
const samplesOf = (...formulas: string[]) =>
  sample(
    formulas.map((text) => typedCurve(text)),
    view,
    100,
  );

test('a step is a gap at its position, also between the points of the grid; a kink is not', () => {
  const { xs, ys } = samplesOf('x < 0.123456789 ? 1 : 2', 'max(x, 0.987654321)');
  const gaps = (values: readonly (number | null)[]) =>
    xs.filter((_, i) => values[i] === null).map((x) => Number(x.toFixed(9)));
  const [[step, kink], [, slope]] = ys;
  expect(gaps(step)).toEqual([0.123456789]);
  expect(gaps(kink)).toEqual([]);
  expect(gaps(slope)).toEqual([0.987654321]);
  expect([...xs].sort((a, b) => a - b)).toEqual(xs);
});

test('the outline of a curve has a gap at each jump', () => {
  const lines = (name: string) => outlineOf(name).split('M').length - 1;
  expect(['tanh', 'relu', 'thresholdedRelu', 'hardShrink'].map(lines)).toEqual([1, 1, 2, 3]);
  for (const name of Object.keys(catalogue)) expect(outlineOf(name)).toMatch(/^(M|L|[-\d. ])+$/);
});

test('the values of all curves are those of the formulas and their derivatives', () => {
  const { xs, ys } = samplesOf('x ** 3', 'sin(2 * x)');
  const expected = [
    [(x: number) => x ** 3, (x: number) => Math.sin(2 * x)],
    [(x: number) => 3 * x ** 2, (x: number) => 2 * Math.cos(2 * x)],
    [(x: number) => 6 * x, (x: number) => -4 * Math.sin(2 * x)],
  ];
  expect(xs.length).toBe(101);
  expected.forEach((curves, order) => {
    curves.forEach((value, curve) => {
      for (const [i, x] of xs.entries()) expect(ys[order][curve][i]).toBeCloseTo(value(x), 10);
    });
  });
});

test('a plot shows whole curves of any size, and cuts off values that grow without limit', () => {
  const heights = (formula: string) => heightOf(samplesOf(formula).ys[0]);
  expect(heights('exp(x)').max).toBeGreaterThan(Math.exp(5));
  expect(heights('1e-6 * tanh(x)').max).toBeLessThan(2e-6);
  expect(heights('1e30 * x').max).toBeGreaterThan(5e30);
  expect(heights('3')).toEqual({ min: 0, max: 6 });
  expect(heights('1 / (x - x)')).toEqual({ min: -1, max: 1 });
  const pole = sample([typedCurve('1 / x')], { min: -5, max: 5.01 }, 1000).ys[0];
  const { min, max } = heightOf(pole);
  expect(max).toBeLessThan(50);
  expect(min).toBeGreaterThan(-50);
  const line = clip(pole[0], { min, max });
  const jumps = line.filter((value, i) => {
    const before = line[i - 1];
    return value !== null && before !== null && before !== undefined && before < min && value > max;
  });
  expect(jumps).toEqual([]);
  for (const value of line) if (value !== null) expect(Math.abs(value)).toBeLessThan(200);
});

test('the range of a slider contains the value, and starts at the lowest allowed value', () => {
  const { alpha } = catalogueCurve('leakyRelu').parameters;
  expect(sliderRange({ default: 0.2, min: 0 }, alpha)).toEqual({ min: 0, max: 1, step: 0.005 });
  expect(sliderRange({ default: 1, above: 0 }, 1)).toEqual({ min: 0.025, max: 5, step: 0.025 });
  expect(sliderRange({}, 0.5)).toEqual({ min: -2, max: 2, step: 0.01 });
  expect(sliderRange({}, -300).min).toBe(-500);
});

test('numbers are short, and infinities and NaN are shown by name', () => {
  const numbers = [0, -0, 1 / 3, -1 / 3, 1e-9, -12345.678, 1e9, 1e300, Infinity, -Infinity, NaN];
  expect(numbers.map((value) => format(value))).toEqual([
    '0',
    '0',
    '0.3333',
    '−0.3333',
    '1e−9',
    '−12346',
    '1e9',
    '1e300',
    '∞',
    '−∞',
    'NaN',
  ]);
});
