import { ops } from '../../src/activations/ops.js';
import { camelCase, inBothCases } from '../../src/arguments/case.js';
import type { Parameter } from '../../src/arguments/parameters.js';
import * as classes from '../../src/layers/classes.js';
import type { Accuracies } from './accuracy.js';
import { type NativeOps, runOf } from './backends.js';
import { BASE, type Cost } from './costs.js';
import { namesElsewhere } from './counterparts.js';
import { definitionOf, hasBounds, signsOf } from './definitions.js';
import { drawingOf, shownOf } from './drawings.js';
import { byFamily, type Entry, entries } from './entries.js';
import { layerOf, learns } from './layers.js';
import { block, code, picture, table } from './markdown.js';
import { rangeOf } from './parameter_text.js';

/** The parts of a page that do not follow from the entry. */
export interface Measured {
  /** The accuracies from docs/accuracy.md. */
  readonly accuracies?: Accuracies;
  /** The cost on each backend, relative to the base activation. */
  readonly costs?: readonly Cost[];
  readonly program: string;
  /** The output of the program. */
  readonly output: string;
}

/** The page of an activation, in docs/activations/. */
export function page(entry: Entry, { accuracies, costs, program, output }: Measured): string {
  const sections = [
    `# ${entry.name}`,
    neighbours(entry),
    about(entry),
    picture(`../curves/${entry.name}`, `The curve of ${entry.name}`, 480),
    drawingOf(entry).note,
    definition(entry),
    parameters(entry),
    names(entry),
    backends(entry, accuracies, costs),
    `## Example\n\n${block('js', program)}\n\nprints\n\n${block('text', output)}`,
    steps(entry),
  ];
  return `${sections.filter((each) => each !== '').join('\n\n')}\n`;
}

const link = (name: string) => `[${name}](${name}.md)`;

function neighbours({ name, family }: Entry): string {
  const members = byFamily().get(family) ?? [];
  const links = members.map((each) => (each.name === name ? `**${name}**` : link(each.name)));
  return `[All activations](../activations.md) · ${family}: ${links.join(', ')}`;
}

function about({ about: { text, source }, use }: Entry): string {
  const linked = source.replaceAll(/arXiv:(\d{4}\.\d{5}|\d{4}\.\d{4})/g, (paper, number) => {
    return `[${paper}](https://arxiv.org/abs/${number})`;
  });
  return `${text}\n\n${use}\n\nSource: ${linked}`;
}

function definition(entry: Entry): string {
  const { value, byDefault, derivatives } = definitionOf(entry);
  const known = signsOf(value);
  const parts = [
    block('math', value),
    ...(byDefault === undefined ? [] : ['With its defaults:', block('math', byDefault)]),
    legend(known),
    ...(entry.formula === undefined ? [] : asText(entry, entry.formula)),
    '## Derivative',
    ...derivatives.map((each) => block('math', each)),
    legend(signsOf(derivatives.join(' ')).filter((each) => !known.includes(each))),
  ];
  return parts.filter((each) => each !== '').join('\n\n');
}

function legend(signs: readonly string[]): string {
  return signs.length > 0 ? `Here ${signs.join('; ')}.` : '';
}

function asText(entry: Entry, formula: string): string[] {
  const bounds = formula.includes('1e5')
    ? 'Beyond 1e5, adjacent float32 numbers are too far apart to resolve the wave, so its mean is used there; the ' +
      'mathematical formula omits this.'
    : 'The bounds keep float32 finite for large `x`; the mathematical formula omits them.';
  return [
    'As text, from which all kernels are generated:',
    block('text', formula),
    hasBounds(entry) && entry.kind !== 'halves' ? bounds : '',
  ];
}

function parameters(entry: Entry): string {
  const rows = hasOwnArguments(entry) ? [] : ownParameters(entry);
  const layerRows = layerArguments(entry);
  if (rows.length + layerRows.length === 0) return '';
  const tables = [
    rows.length > 0 ? table(['parameter', 'default', 'range', 'also called'], rows) : '',
    layerRows.length > 0 ? table(['layer argument', 'default'], layerRows) : '',
    learning(entry),
    entry.kind === 'sink' ? SINK : '',
  ];
  return ['## Parameters', ...tables.filter((each) => each !== '')].join('\n\n');
}

const SINK =
  'The sink of the op is a number, or a tensor that broadcasts to `x` and has length 1 along the axis: [heads, 1, 1] for scores ' +
  'of shape [batch, heads, queries, keys]. In the layer it is a number, or a learned weight: ' +
  '`layers.softmaxWithSink({ sink: { sharedAxes: [2, 3] } })`. The mask broadcasts to `x`.';

function ownParameters(entry: Entry): string[][] {
  const { config } = layerOf(entry);
  const mask = ['`mask`', 'none', 'a shape that broadcasts to that of `x`', ''];
  const rows = Object.entries(entry.parameters).map(([name, parameter]) => {
    const own = text(parameter.default);
    const ofLayer = entry.kind === 'groups' ? own : text(config[name] as number);
    const isSame = ofLayer === own || parameter.default === undefined;
    return [
      code(name),
      isSame ? own : `${own}; ${ofLayer} for the layer`,
      valuesOf(entry, name, parameter),
      namesOf([name, ...(parameter.also ?? [])])
        .slice(1)
        .join(', '),
    ];
  });
  return entry.kind === 'slices' ? [...rows, mask] : rows;
}

function text(value: number | null | undefined): string {
  if (value === undefined) return 'required';
  return value === null || value === Infinity ? 'none' : String(value);
}

/** The values that an argument of an op may have. */
function valuesOf({ kind }: Entry, name: string, parameter: Parameter): string {
  if (name === 'axis') return kind === 'slices' ? 'one or several integers' : 'an integer';
  if (name === 'numUnits') return 'a positive integer that divides the length of the axis';
  return rangeOf(parameter) ?? 'any finite number';
}

/** Names in camel case and in snake case. */
function namesOf(names: readonly string[]): string[] {
  return inBothCases(names.map(camelCase)).map(code);
}

/** The arguments of layers whose parameters are weights or random. */
function layerArguments(entry: Entry): string[][] {
  const { config, isParametric } = layerOf(entry);
  if (!hasOwnArguments(entry) && !isParametric) return [];
  return Object.entries(config).map(([name, value]) => [code(name), shown(value)]);
}

/** Whether its layer has other arguments than the parameters of its formula. */
function hasOwnArguments({ kind }: Entry): boolean {
  return ['random', 'norm', 'sink', 'sampled'].includes(kind);
}

function shown(value: unknown): string {
  if (value == null) return 'none';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    const divisor = Math.round(1 / value);
    return Number.isFinite(divisor) && divisor > 1 && 1 / divisor === value
      ? `1/${divisor}`
      : String(value);
  }
  const { className, config } = value as { className: string; config: Record<string, number> };
  const args = Object.values(config).filter((each) => typeof each === 'number');
  if (args.length < 2) return [className, ...args].join(' ');
  return `${className} from ${args.join(' to ')}`;
}

function learning(entry: Entry): string {
  const [name] = Object.keys(entry.parameters);
  if (entry.kind !== 'elementwise' || name === undefined) return '';
  const layer = layerOf(entry);
  const tensor = 'The op takes a number or a tensor that broadcasts to `x`';
  if (layer.isParametric)
    return `${tensor}; the layer learns one number for each element of a sample.`;
  if (!learns(layer, name)) return `${tensor}; the layer takes a number.`;
  const args = code(`${layer.key}({ ${name}: { sharedAxes: [1, 2] } })`);
  return (
    `${tensor}. In the layer it is a number, or a learned weight, which starts from the default value unless an initializer ` +
    `is given. To learn one number for each channel of images: ${args}.`
  );
}

function names(entry: Entry): string {
  const { key, args, className } = layerOf(entry);
  const op =
    entry.name in ops ? [['op', code(`ops.${entry.name}${SIGNATURES[entry.name] ?? ''}`)]] : [];
  const call = args === '' ? `${key}()` : `${key}({ ${args} })`;
  const strings = stringsOf(entry);
  const rows = [
    ...op,
    ['layer', `${code(call)}, ${className in classes ? 'class' : 'saved as'} ${code(className)}`],
    ...(strings.length > 0 ? [["`activation: '…'`", strings.join(', ')]] : []),
    ...namesElsewhere(entry),
  ];
  return `## Names\n\n${table(['where', 'name'], rows)}`;
}

/** The ops whose arguments differ from those of others in their family. */
const SIGNATURES: Readonly<Record<string, string>> = {
  softmaxWithSink: '(x, sink, axis, mask)',
  gumbelSoftmax: '(x, axis, { temperature, hard, seed })',
};

/** The names for `activation: '…'`, if each parameter has a default and the shape is kept. */
export function stringsOf({ kind, name, also, parameters }: Entry): string[] {
  const isComplete = Object.values(parameters).every((each) => each.default !== undefined);
  if ((kind !== 'elementwise' && kind !== 'slices') || !isComplete) return [];
  return inBothCases([name, ...also]).map(code);
}

function backends(entry: Entry, accuracies?: Accuracies, costs: readonly Cost[] = []): string {
  const how = howItRuns(entry);
  const parts = [
    '## On each backend',
    table(['backend', 'forward', 'backward'], how.rows),
    how.note,
  ];
  if (accuracies) {
    const rows = [...accuracies].map(([backend, cells]) => [code(backend), ...cells]);
    parts.push(
      'The largest error above 4 units in the last place, the input where it occurs, and the share of results ' +
        'that are the nearest float32. From [accuracy.md](../accuracy.md):',
      table(['backend', 'value', 'slope', 'curvature'], rows),
    );
  }
  if (costs.length > 0) {
    const each = costs.map(({ backend, ratios }) => `${backend} ${ratios}`).join(', ');
    parts.push(
      `Time divided by that of ${code(BASE)}, forward / forward and backward, on a million floats: ${each} ` +
        '([benchmark](../../bench/CATALOGUE.md)).',
    );
  }
  return parts.filter((each) => each !== '').join('\n\n');
}

interface Running {
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

function howItRuns(entry: Entry): Running {
  switch (entry.kind) {
    case 'elementwise':
    case 'random':
    case 'norm':
      return ofElements(entry);
    case 'slices':
    case 'sink':
    case 'sampled':
      return ofSlices(entry);
    case 'halves':
      return {
        rows: [
          ['`cpu`, `wasm`', 'one WebAssembly function, after a split', 'one for each half'],
          ['`webgl`', 'one fragment shader, after a split', 'one for each half'],
          ['`webgpu`', 'one compute shader, after a split', 'one for each half'],
          ['`tensorflow`', "TensorFlow's ops, or as on `cpu`", 'the same'],
        ],
        note:
          'The gate is the second half by default. An option of the op and of the layer changes this: ' +
          `${code(`ops.${entry.name}(x, -1, { gate: 'first' })`)}, or ${code("'interleaved'")} for the ` +
          'elements at even positions.',
      };
    case 'groups':
      return {
        rows: [
          entry.name === 'crelu'
            ? ['all', 'one kernel for each part, and a concatenation', 'one kernel for each part']
            : ['all', 'the maximum along an axis, after a reshape', 'the gradient of the maximum'],
        ],
        note: '',
      };
  }
}

function ofElements(entry: Entry): Running {
  const { formula = '', parameters } = entry;
  const values = entry.kind === 'norm' ? {} : shownOf(entry);
  const { kept, native } = runOf({ formula, parameters }, values);
  return {
    rows: [
      ['`cpu`, `wasm`', 'one WebAssembly SIMD function', 'one WebAssembly SIMD function'],
      ['`webgl`', 'one fragment shader', 'one fragment shader'],
      ['`webgpu`', 'one compute shader', 'one compute shader'],
      ['`tensorflow`', ...inOps(native)],
    ],
    note: `${KEPT[kept]} On \`tensorflow\`, inputs for which that is faster are computed as on \`cpu\`.`,
  };
}

const KEPT = {
  x: 'The backward kernel reads the input.',
  result: 'The backward kernel reads the result, so the input is not kept.',
  nothing: 'The backward kernel reads neither the input nor the result.',
} as const;

function inOps({ forward, backward }: NativeOps): string[] {
  const said = (ops: readonly string[]) =>
    ops.length <= 3 ? ops.map(code).join(', ') : `${ops.length} TensorFlow ops`;
  return [said(forward), said(backward)];
}

function ofSlices({ slice }: Entry): Running {
  const shaders = slice?.value.newton ? 'three' : 'two';
  const op = slice?.value.tensorflow;
  const own = op === undefined ? 'as on `cpu`' : `${code(op)}, or as on \`cpu\` if that is faster`;
  const hasNone = slice?.gradient === undefined;
  const row = (backend: string, forward: string, back: string) => [
    backend,
    forward,
    hasNone ? 'none, the gradient is 0' : back,
  ];
  return {
    rows: [
      row('`cpu`, `wasm`', 'one WebAssembly kernel', 'one WebAssembly kernel'),
      row('`webgl`', `${shaders} fragment shaders`, 'two fragment shaders'),
      row('`webgpu`', `${shaders} compute shaders`, 'two compute shaders'),
      row('`tensorflow`', own, "TensorFlow's sums, or as on `cpu`"),
    ],
    note: `${hasNone ? '' : `${KEPT.result} `}Slices longer than 256 elements need more shaders.`,
  };
}

function steps({ name }: Entry): string {
  const index = entries.findIndex((each) => each.name === name);
  const [before, behind] = [entries[index - 1], entries[index + 1]];
  const links = [before && `← ${link(before.name)}`, behind && `${link(behind.name)} →`];
  return `---\n\n${links.filter(Boolean).join(' · ')}`;
}
