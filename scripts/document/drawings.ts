import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { defaultsOf } from '../../src/catalogue/activation.js';
import { derivative } from '../../src/formula/derive.js';
import { evaluator } from '../../src/formula/evaluate.js';
import { type Expression, variablesOf } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import type { Entry } from './entries.js';
import { code } from './markdown.js';
import '../../src/layers/register.js';

/** A line of a picture: its value for each x. */
export interface Line {
  readonly role: Role;
  readonly of: (xs: readonly number[]) => readonly number[];
}

/** The first role is the subject of the picture; the last ones are its inputs, or the limits between which it lies. */
export type Role = 'value' | 'negative part' | 'slope' | 'inputs' | 'limits';

/** The lines that are drawn for an activation, and a note about them. */
export interface Drawing {
  readonly lines: readonly Line[];
  readonly note: string;
}

/** The parameters that are drawn with other values than their defaults, because these show little or do not exist. */
const SHOWN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  prelu: { alpha: 0.25 },
  threshold: { threshold: 1, value: -1 },
  parametricSoftplus: { alpha: 0.5, beta: 2 },
  snakeBeta: { alpha: 2, beta: 1 },
  softcap: { cap: 2 },
  sineRelu: { epsilon: 0.25 },
  pelu: { alpha: 2, beta: 1.5 },
  dyT: { alpha: 0.5, gamma: 1, beta: 0 },
  derf: { alpha: 0.5, shift: 0, gamma: 1, beta: 0 },
  srelu: { tLeft: -1, aLeft: 0.2, tRight: 2.5, aRight: 0.4 },
};

/** The slopes of `rrelu` in training lie between these. */
const RANDOM = { lower: 1 / 8, upper: 1 / 3 };

/** The other entries of the slice, if a value depends on them. */
const BESIDE = [1, 0];

export function drawingOf(entry: Entry): Drawing {
  switch (entry.kind) {
    case 'elementwise':
    case 'norm':
      return ofFormula(entry, shownOf(entry));
    case 'random':
      return ofRandom(entry);
    case 'slices':
      return ofSlices(entry.name, ops[entry.name as 'softmax']);
    case 'sink':
      return ofSlices(entry.name, ops.softmaxWithSink);
    case 'sampled':
      return ofSlices('softmax', ops.softmax);
    case 'halves':
      return ofHalves(entry.name as 'glu');
    case 'groups':
      return entry.name === 'crelu' ? ofBothParts() : ofLargest();
  }
}

/** The values of the parameters with which an activation is drawn. */
export function shownOf({ name, formula = '', parameters }: Entry): Record<string, number> {
  return SHOWN[name] ?? defaultsOf({ formula, parameters }) ?? {};
}

function ofFormula(entry: Entry, values: Readonly<Record<string, number>>): Drawing {
  const expression = parse(entry.formula as string);
  const own = variablesOf(expression).filter((name) => name !== 'x');
  const shown = own.map((name) => {
    const value = values[name] === Infinity ? 'none' : values[name];
    const isDefault = entry.parameters[name]?.default === values[name];
    return `${code(name)} ${value}${isDefault ? ', the default' : ''}`;
  });
  return {
    lines: valueAndSlope(expression, values),
    note: shown.length > 0 ? `Drawn with ${shown.join('; ')}.` : '',
  };
}

function valueAndSlope(
  expression: Expression,
  values: Readonly<Record<string, number>>,
): readonly Line[] {
  return [
    { role: 'value', of: each(expression, values) },
    { role: 'slope', of: each(derivative(expression, 'x'), values) },
  ];
}

function each(expression: Expression, values: Readonly<Record<string, number>>): Line['of'] {
  const names = Object.keys(values);
  const evaluate = evaluator(expression, ['x', ...names]);
  return (xs) => xs.map((x) => evaluate(x, ...names.map((name) => values[name])));
}

function ofRandom({ formula }: Entry): Drawing {
  const lines = valueAndSlope(parse(formula as string), RANDOM);
  const limits = Object.values(RANDOM).map(
    (slope): Line => ({ role: 'limits', of: (xs) => xs.map((x) => (x <= 0 ? slope * x : x)) }),
  );
  return {
    lines: [...lines, ...limits],
    note: 'In training, values lie between the gray lines; otherwise on the blue line.',
  };
}

function ofSlices(name: string, op: (x: tf.Tensor) => tf.Tensor): Drawing {
  const first = (x: tf.Tensor) => {
    const rest = BESIDE.map((value) => tf.fill(x.shape, value));
    const y = op(tf.stack([x, ...rest], 1));
    return tf.squeeze(tf.slice(y, [0, 0], [-1, 1]), [1]);
  };
  return {
    lines: lines(first),
    note:
      `The curve shows the first entry of ${code(`${name}([x, ${BESIDE.join(', ')}])`)} and its derivative with respect to ` +
      `${code('x')}. Each entry depends on the others.`,
  };
}

function ofHalves(name: 'glu'): Drawing {
  const first = (gate: tf.Tensor) =>
    tf.squeeze(ops[name](tf.stack([tf.onesLike(gate), gate], 1)), [1]);
  return {
    lines: lines(first),
    note:
      `The curve shows ${code(`${name}([1, gate])`)} and its derivative with respect to the gate. In the first ` +
      'half, the function is linear.',
  };
}

/** The outputs of an op for many x, computed separately, and their slopes. */
function lines(f: (x: tf.Tensor) => tf.Tensor): readonly Line[] {
  const run = (of: (x: tf.Tensor) => tf.Tensor) => (xs: readonly number[]) =>
    Array.from(tf.tidy(() => of(tf.tensor1d([...xs])).dataSync()));
  return [
    { role: 'value', of: run(f) },
    { role: 'slope', of: run(tf.grad(f)) },
  ];
}

function ofBothParts(): Drawing {
  const part = (index: number) => (xs: readonly number[]) =>
    Array.from(
      tf.tidy(() => {
        const y = ops.crelu(tf.expandDims(tf.tensor1d([...xs]), 1));
        return tf.slice(y, [0, index], [-1, 1]).dataSync();
      }),
    );
  return {
    lines: [
      { role: 'value', of: part(0) },
      { role: 'negative part', of: part(1) },
    ],
    note: 'The curves show the two outputs for one input.',
  };
}

/** The three lines of a unit, each with its slope and its offset. */
const PIECES = [
  [-1, -1.5],
  [0.25, 0],
  [1.5, -2],
];

function ofLargest(): Drawing {
  const pieces = PIECES.map(
    ([slope, start]) =>
      (xs: readonly number[]) =>
        xs.map((x) => slope * x + start),
  );
  const largest = (xs: readonly number[]) =>
    Array.from(
      tf.tidy(() =>
        ops
          .maxout(
            tf.stack(
              pieces.map((of) => tf.tensor1d([...of(xs)])),
              1,
            ),
            1,
          )
          .dataSync(),
      ),
    );
  return {
    lines: [{ role: 'value', of: largest }, ...pieces.map((of): Line => ({ role: 'inputs', of }))],
    note: 'The curve shows the maximum of three lines, which a unit after a dense layer could learn.',
  };
}
