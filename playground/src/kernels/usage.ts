import { defaultsOf } from '../../../src/catalogue/activation.js';
import { isLayerKey } from '../../../src/layers/arguments.js';
import { catalogue } from '../catalogue.js';
import type { Curve } from '../curve.js';
import { name as PACKAGE } from '../package.js';

// Complete programs that use an activation, so that a copy can be run.

/**
 * The layers of Keras whose parameters are numbers. Their names are those in `tf.layers`; all others have the names
 * of the catalogue.
 */
const KERAS_LAYERS: Readonly<Record<string, string | undefined>> = {
  relu: 'reLU',
  leakyRelu: 'leakyReLU',
  elu: 'elu',
  thresholdedRelu: 'thresholdedReLU',
};

/** The layers whose parameters are all weights, each with an initializer. */
const PARAMETRIC: readonly (string | undefined)[] = ['prelu', 'pelu', 'srelu'];

/** The maximum line length of a layer in a model. */
const LONGEST_LINE = 72;

/** The name of a typed formula. */
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
  /** Whether the parameters are weights, if a layer supports that. */
  readonly areLearned: boolean;
  readonly dialect: Dialect;
}

/**
 * The program that uses the curve as a layer, as the `activation` of a layer, or as an op on tensors.
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
  const isLearned = wish.areLearned && canLearn(curve);
  const given = changed(curve, catalogue[name ?? '']?.layerDefaults);
  const learned = Object.entries(parameters).filter(([, value]) => value !== Infinity);
  const values = (isLearned ? learned : Object.entries(given)).map(([key, value]) => [
    key,
    isLearned ? `{ initializer: ${constantInitializer(value)} }` : String(value),
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

/** tfjs's types accept only tfjs's own names: a typed program passes other names through `act`. */
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

/** Whether all parameters have their defaults, so that the name is sufficient. */
function isAsNamed(curve: Curve): boolean {
  return Object.keys(changed(curve)).length === 0;
}

/** The parameters that differ from the defaults of the catalogue, or from the given values. */
function changed(
  { name, parameters }: Curve,
  defaults: Readonly<Record<string, number>> = name === undefined ? {} : catalogueDefaults(name),
): Record<string, number> {
  const entries = Object.entries(parameters).filter(([key, value]) => value !== defaults[key]);
  return Object.fromEntries(entries);
}

/** The defaults of an activation, if all of its parameters have one; otherwise all parameters must be given. */
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

/** A layer and its arguments, on one line if they fit. */
function call(layer: string, args: readonly (readonly string[])[]): string[] {
  const line = `${layer}(${object(args)}),`;
  if (line.length <= LONGEST_LINE) return [line];
  return [`${layer}({`, ...args.map(([key, value]) => `  ${key}: ${value},`), '}),'];
}

/** A formula contains neither quotes nor backslashes. */
function quote(text: string): string {
  return `'${text}'`;
}

/** An object as source text; empty for an empty object. */
function object(entries: readonly (readonly string[])[]): string {
  if (entries.length === 0) return '';
  return `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}
