import { defaultsOf } from '../../../src/catalogue/activation.js';
import { isLayerKey } from '../../../src/layers/arguments.js';
import { catalogue } from '../catalogue.js';
import type { Curve } from '../curve.js';
import { name as PACKAGE } from '../package.js';

// Programs that use an activation: whole, so that a copy of one runs.

/**
 * The layers of Keras whose parameters are numbers: they are called as in `tf.layers`, all others
 * as in the catalogue.
 */
const KERAS_LAYERS: Readonly<Record<string, string | undefined>> = {
  relu: 'reLU',
  leakyRelu: 'leakyReLU',
  elu: 'elu',
  thresholdedRelu: 'thresholdedReLU',
};

/** The layers whose parameters are all weights, with an initializer for each. */
const PARAMETRIC: readonly (string | undefined)[] = ['prelu', 'pelu', 'srelu'];

/** Of a layer in a model. */
const LONGEST_LINE = 72;

/** What a typed formula is called. */
const MINE = 'mine';

export const USAGES = ['layer', 'activation', 'op'] as const;

export type Usage = (typeof USAGES)[number];

export const DIALECTS = { javascript: 'JavaScript', typescript: 'TypeScript' } as const;

export type Dialect = keyof typeof DIALECTS;

/** Whether the layer can learn the parameters. */
export function canLearn({ name, parameters }: Curve): boolean {
  return Object.keys(parameters).length > 0 && KERAS_LAYERS[name ?? ''] === undefined;
}

interface Wish {
  readonly usage: Usage;
  /** Whether the parameters are weights, where a layer can have them. */
  readonly areLearnt: boolean;
  readonly dialect: Dialect;
}

/**
 * The program that uses the curve as a layer, as the `activation` of a layer, or as an op on
 * tensors.
 */
export function programOf(curve: Curve, wish: Wish): string {
  const parts = { layer: layerOf, activation: activationOf, op: opOf }[wish.usage](curve, wish);
  const imports = [...parts.imports].sort().join(', ');
  return [
    "import * as tf from '@tensorflow/tfjs';",
    `import ${imports === '' ? '' : `{ ${imports} } from `}'${PACKAGE}';`,
    '',
    ...parts.lines,
    '',
  ].join('\n');
}

interface Program {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

function layerOf(curve: Curve, wish: Wish): Program {
  const { name, formula, parameters } = curve;
  if (PARAMETRIC.includes(name)) {
    const values = Object.entries(parameters).map(([key, value]) => [
      `${key}Initializer`,
      constantInitializer(value),
    ]);
    return model(['layers'], [], call(`layers.${name}`, values));
  }
  if (name === undefined && Object.keys(parameters).some(isTaken)) return activationOf(curve, wish);
  const isLearnt = wish.areLearnt && canLearn(curve);
  const given = changed(curve, catalogue[name ?? '']?.layerDefaults);
  const learnt = Object.entries(parameters).filter(([, value]) => value !== Infinity);
  const values = (isLearnt ? learnt : Object.entries(given)).map(([key, value]) => [
    key,
    isLearnt ? `{ initializer: ${constantInitializer(value)} }` : String(value),
  ]);
  if (name === undefined) {
    return model(['layers'], [], call('layers.formula', [['formula', quote(formula)], ...values]));
  }
  return model(['layers'], [], call(`layers.${KERAS_LAYERS[name] ?? name}`, values));
}

/** Whether the name is an argument of the layer itself. */
function isTaken(parameter: string): boolean {
  return parameter === 'formula' || isLayerKey(parameter);
}

/** tfjs's types know only its own names: a program that is checked says others by `act`. */
function activationOf(curve: Curve, { dialect }: Wish): Program {
  const { name } = curve;
  const isChecked = dialect === 'typescript';
  const act = isChecked ? ['act'] : [];
  if (name !== undefined && isAsNamed(curve)) {
    return model(act, [], [dense(isChecked ? `act(${quote(name)})` : quote(name))]);
  }
  return model(
    [...act, 'defineActivation'],
    [`${definition(curve)};`, ''],
    [dense(isChecked ? `act<'${MINE}'>('${MINE}')` : quote(MINE))],
  );
}

function opOf(curve: Curve): Program {
  const { name } = curve;
  const x = 'tf.linspace(-3, 3, 7)';
  if (name !== undefined) {
    const values = Object.entries(changed(curve)).map(([key, value]) => [key, String(value)]);
    const args = [x, object(values)].filter((text) => text !== '');
    return { imports: ['ops'], lines: [`ops.${name}(${args.join(', ')}).print();`] };
  }
  return {
    imports: ['defineActivation'],
    lines: [`const ${MINE} = ${definition(curve)};`, '', `${MINE}(${x}).print();`],
  };
}

/** Whether the parameters are all at their defaults, so that the name says it all. */
function isAsNamed(curve: Curve): boolean {
  return Object.keys(changed(curve)).length === 0;
}

/** The parameters that are not at the defaults of the catalogue, or at those that are given. */
function changed(
  { name, parameters }: Curve,
  defaults: Readonly<Record<string, number>> = name === undefined ? {} : catalogueDefaults(name),
): Record<string, number> {
  const entries = Object.entries(parameters).filter(([key, value]) => value !== defaults[key]);
  return Object.fromEntries(entries);
}

/** Those of an entry all of whose parameters have one; each other must be given. */
function catalogueDefaults(name: string): Record<string, number> {
  return defaultsOf(catalogue[name]) ?? {};
}

function definition({ formula, parameters }: Curve): string {
  const values = Object.entries(parameters).map(([key, value]) => [key, String(value)]);
  const lines = [`name: ${quote(MINE)}`, `formula: ${quote(formula)}`];
  if (values.length > 0) lines.push(`parameters: ${object(values)}`);
  return `defineActivation({\n${lines.map((line) => `  ${line},\n`).join('')}})`;
}

function model(
  imports: readonly string[],
  before: readonly string[],
  layers: readonly string[],
): Program {
  const all = [
    'tf.layers.dense({ units: 16, inputShape: [2] }),',
    ...layers,
    'tf.layers.dense({ units: 1 }),',
  ];
  const lines = all.map((layer) => `    ${layer}`);
  return {
    imports,
    lines: [
      ...before,
      'const model = tf.sequential({',
      '  layers: [',
      ...lines,
      '  ],',
      '});',
      'model.summary();',
    ],
  };
}

function dense(activation: string): string {
  return `tf.layers.dense({ units: 16, activation: ${activation} }),`;
}

function constantInitializer(value: number): string {
  return `tf.initializers.constant({ value: ${value} })`;
}

/** A layer and its arguments, in one line where they fit. */
function call(layer: string, args: readonly (readonly string[])[]): string[] {
  const line = `${layer}(${object(args)}),`;
  if (line.length <= LONGEST_LINE) return [line];
  return [`${layer}({`, ...args.map(([key, value]) => `  ${key}: ${value},`), '}),'];
}

/** A formula has no quotes and no backslashes in it. */
function quote(text: string): string {
  return `'${text}'`;
}

/** An object as it is written, and nothing for an empty one. */
function object(entries: readonly (readonly string[])[]): string {
  if (entries.length === 0) return '';
  return `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}
