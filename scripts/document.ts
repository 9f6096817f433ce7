import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Activation, defaultsOf, type Parameter } from '../src/activations/activation.js';
import { elementwiseActivations } from '../src/activations/catalogue.js';
import { gates } from '../src/activations/gated.js';
import { snakeCase } from '../src/activations/names.js';
import { softmaxFamily } from '../src/activations/softmax_family.js';
import { curves } from './curves.js';
import { kerasModule } from './keras/module.js';
import { systems } from './systems.js';

// Writes from the catalogue what follows from it, into this repository or the folder that is named.

const [, , root = join(import.meta.dirname, '..')] = process.argv;

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function parameter([name, { default: byDefault, min, above }]: [string, Parameter]): string {
  const value = byDefault === Infinity ? 'none' : (byDefault ?? 'must be given');
  const range =
    min !== undefined ? `, at least ${min}` : above !== undefined ? `, above ${above}` : '';
  return `${code(name)} ${value}${range}`;
}

function names(name: string, also: readonly string[] = []): string {
  const all = [name, ...also].flatMap((each) => [each, snakeCase(each)]);
  return [...new Set(all)].map((each) => code(each)).join(', ');
}

const elementwise = Object.entries<Activation>(elementwiseActivations).map(
  ([name, { formula, parameters, also }]) => [
    code(`ops.${name}`),
    code(formula),
    Object.entries(parameters).map(parameter).join('; '),
    defaultsOf({ formula, parameters }) ? names(name, also) : '',
  ],
);

const overSlices = Object.keys(softmaxFamily).map((name) => [
  code(`ops.${name}`),
  'along an axis or several, with a mask',
  `${code('axis')} -1`,
  names(name),
]);

const ofHalves = [
  ...Object.entries(gates).map(([name, formula]) => [
    code(`ops.${name}`),
    `${code(formula)} of the two halves`,
    `${code('axis')} -1`,
    `the layer ${code(`layers.glu({variant: '${name}'})`)}`,
  ]),
  [
    code('ops.crelu'),
    'the positive part, then the negative',
    `${code('axis')} -1`,
    `the layer ${code('layers.crelu')}`,
  ],
  [
    code('ops.maxout'),
    'of the elements that are so many apart, the largest',
    `${code('numUnits')} must be given; ${code('axis')} -1`,
    `the layer ${code('layers.maxout')}`,
  ],
];

const coverage = systems.map(({ name, activations }) => {
  const rows = Object.entries(activations).map(([theirs, ours]) => [
    code(theirs),
    code(ours.includes('.') ? ours : `ops.${ours}`),
  ]);
  return `### ${name}\n\n${table(['there', 'here'], rows)}`;
});

const text = `# The activations

Made by \`npm run document\` from the catalogue, \`src/activations/\`, where the papers are named.

Each is an op on tensors, a layer, \`layers.mish()\` (of the six that Keras has, in its spelling: \`layers.leakyReLU()\`), and,
but for those that change the length of an axis, a name for the \`activation\` of any layer. A parameter of a layer is a
number, or says how it is learnt: \`layers.snake({frequency: {sharedAxes: [1]}})\`. Each is one kernel forward and one backward on cpu, wasm, webgl and webgpu; on tensorflow it is the native op where there is one, else several,
or, where that is quicker, one kernel in JavaScript's memory; elsewhere it is several ops of tfjs.

${table(['op', 'value', 'parameters, with their defaults', "`activation: '…'`"], [...elementwise, ...overSlices, ...ofHalves])}

![Each activation and its slope, from -4 to 4](activations.svg)

## System by system

${coverage.join('\n\n')}
`;

const files = {
  'docs/activations.md': text,
  'docs/activations.svg': await curves(),
  'python/tfjs_advanced_activations.py': kerasModule(),
};
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
