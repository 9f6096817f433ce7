import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { parse } from '../../src/formula/parse.js';
import { ELU, Formula, LeakyReLU, PReLU, ReLU, Softmax, ThresholdedReLU } from '../../src/index.js';
import { formulas, fuzz, numbers, toFloat } from '../support/arbitrary.js';
import { estimate, expectEstimated, precisionOfBackend } from '../support/error_bound.js';
import { inSlices, placesOf, references } from '../support/slices.js';
import { expectValues, random } from '../support/values.js';

type Args = Record<string, unknown>;
type Class = tf.serialization.SerializableConstructor<tf.layers.Layer>;

const SHAPE = [2, 3, 4];
const x = random(24, 5);
const BOUND = { ulp: 16, absolute: 4e-7 };

const number = numbers(5).map(toFloat);
const wrong = fc.constantFrom<unknown>(
  Number.NaN,
  Infinity,
  -Infinity,
  null,
  '1',
  true,
  [],
  [1],
  {},
);

/** Usually a number, otherwise another value. */
const anything = fc.oneof(
  { weight: 6, arbitrary: number.map(Math.abs) },
  { weight: 1, arbitrary: number },
  { weight: 1, arbitrary: wrong },
);

/** Arguments under any of their names, and sometimes an argument that does not exist. */
const argumentsOf = (...names: string[]) =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: names.length }),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant({}) },
        { arbitrary: fc.constant({ slop: 1 }), weight: 1 },
      ),
    )
    .map(([own, unknown]): Args => ({ ...own, ...unknown }));

/**
 * The output of the layer for `x`, compared with that of the layer created from its config; `undefined` if the
 * arguments are refused.
 */
async function applied(Class: unknown, args: Args): Promise<[number[], Args] | undefined> {
  const Layer = Class as Class;
  const make = () => {
    const input = tf.tensor(x, SHAPE);
    const layer = new Layer(args as never);
    try {
      return { layer, output: layer.apply(input) as tf.Tensor };
    } finally {
      input.dispose();
    }
  };
  let made: ReturnType<typeof make>;
  try {
    made = make();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain('Received');
    return undefined;
  }
  const { layer, output } = made;
  const config = layer.getConfig();
  const again = Layer.fromConfig(Layer, JSON.parse(JSON.stringify(config)));
  expect(again.getConfig()).toEqual(config);
  expect(output.shape).toEqual(SHAPE);
  const values = [...(await output.data())];
  output.dispose();
  layer.dispose();
  return [values, config as Args];
}

const elementwiseLayers = [
  ['LeakyReLU', LeakyReLU, 'x > 0 ? x : alpha * x', { alpha: 0.3 }, ['alpha', 'negativeSlope']],
  ['ELU', ELU, 'x > 0 ? x : alpha * expm1(x)', { alpha: 1 }, ['alpha']],
  ['ThresholdedReLU', ThresholdedReLU, 'x > theta ? x : 0', { theta: 1 }, ['theta']],
  [
    'ReLU',
    ReLU,
    'x > threshold ? min(x, maxValue) : negativeSlope * (x - threshold)',
    { threshold: 0, maxValue: null, negativeSlope: 0 },
    ['threshold', 'maxValue', 'max_value', 'negativeSlope', 'negative_slope'],
  ],
] as const;

/** The main names of arguments; that of the slope of a LeakyReLU is `alpha`. */
const MAIN: Args = { max_value: 'maxValue', negative_slope: 'negativeSlope' };

describe('with random arguments a layer either throws an error that shows them, or is recreated from its config and is within 4 ulp per operation (16 on tensorflow) of its definition:', () => {
  for (const [name, Class, meaning, defaults, names] of elementwiseLayers) {
    fuzz(
      name,
      [argumentsOf(...names)],
      async (args) => {
        const result = await applied(Class, args);
        if (result === undefined) return;
        const [received, config] = result;
        const values: Args = { ...defaults };
        for (const [key, value] of Object.entries(args)) {
          if (value === null) continue;
          const main = (MAIN[key] as string) ?? key;
          values[main in defaults ? main : 'alpha'] = value === Infinity ? null : value;
        }
        expect(config).toMatchObject(values);
        const floats = Object.entries(values).map(([key, value]) => [key, value ?? Infinity]);
        const expected = (i: number) =>
          estimate(
            parse(meaning),
            { ...Object.fromEntries(floats), x: x[i] },
            precisionOfBackend(),
          );
        expectEstimated(received, `${name} ${JSON.stringify(args)}`, expected);
      },
      [100, 10],
    );
  }

  const axis = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -4, max: 3 }) },
    { weight: 4, arbitrary: fc.array(fc.integer({ min: -3, max: 2 }), { maxLength: 3 }) },
    { weight: 1, arbitrary: wrong },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(0.5, [0.5], ['1']) },
  );

  fuzz(
    'Softmax, within 16 ulp or 4e-7',
    [fc.record({ axis }, { requiredKeys: [] })],
    async (args) => {
      const result = await applied(Softmax, args);
      if (result === undefined) return;
      const axes = [args.axis ?? -1].flat() as number[];
      const slices = placesOf(
        SHAPE,
        axes.map((axis) => (axis + 3) % 3),
      );
      await expectValues(result[0], inSlices(slices, [x], references.softmax.value), BOUND);
    },
    [100, 10],
  );

  fuzz(
    'PReLU, with and without shared slopes',
    [
      fc.record(
        {
          value: number,
          sharedAxes: fc.oneof({ weight: 3, arbitrary: axis }, { weight: 1, arbitrary: wrong }),
          trainable: fc.boolean(),
        },
        { requiredKeys: ['value'] },
      ),
    ],
    async ({ value, ...args }) => {
      const alphaInitializer = { className: 'Constant', config: { value } };
      const result = await applied(PReLU, { ...args, alphaInitializer });
      if (result === undefined) return;
      const expected = (i: number) =>
        estimate(parse('x > 0 ? x : value * x'), { x: x[i], value }, precisionOfBackend());
      expectEstimated(result[0], `PReLU ${JSON.stringify(args)}`, expected);
    },
    [100, 10],
  );

  fuzz(
    'Formula, with its parameters',
    [formulas({ variables: ['x', 'a', 'b_2'], depth: 2, limit: 10 }), argumentsOf('a', 'b_2')],
    async (formula, parameters) => {
      const result = await applied(Formula, { ...parameters, formula });
      if (result === undefined) return;
      // A parameter that is an object is learned and starts with zeros.
      const numbers = Object.entries(parameters).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : 0,
      ]);
      const values = Object.fromEntries(numbers);
      const expected = (i: number) =>
        estimate(parse(formula), { ...values, x: x[i] }, precisionOfBackend());
      expectEstimated(result[0], formula, expected);
    },
    [100, 10],
  );
});
