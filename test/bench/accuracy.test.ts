import { variable } from '../../bench/accuracy/jet.js';
import { count, nothingYet } from '../../bench/accuracy/measure.js';
import { references } from '../../bench/accuracy/reference.js';
import reference from '../fixtures/jax/activations.json' with { type: 'json' };

const names = Object.keys(references) as (keyof typeof references)[];

/** The reference sets other values for these required parameters. */
const OTHER_PARAMETERS = ['prelu', 'threshold'];

test.each(names.filter((name) => !OTHER_PARAMETERS.includes(name)))(
  'the float64 reference of %s, its slope and its curvature equal those of JAX to 1e-12',
  (name) => {
    const { value, slope, curvature } = reference.activations[name];
    reference.x.forEach((x, i) => {
      const received = references[name](variable(x));
      [value[i], slope[i], curvature[i]].forEach((expected, order) => {
        expect(Math.abs(received[order] - expected)).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(expected)),
        );
      });
    });
  },
);

test('errors are given in ulp and as absolute values, with the inputs where they occur', () => {
  const inputs = Float32Array.of(1, 2, 3, 4);
  const received = [1, 2 + 5e-7, Number.NaN, 4 + 9 * 2 ** -21];
  expect(count(nothingYet('relu', 0), inputs, received)).toEqual({
    ...{ name: 'relu', order: 0, inputs: 4, rounded: 1, broken: 1 },
    ...{ ulp: 9, ulpAt: 4, absolute: 9 * 2 ** -21, absoluteAt: 4 },
  });
});
