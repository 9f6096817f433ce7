import { ops } from '../../src/activations/ops.js';
import type { Parameter } from '../../src/arguments/parameters.js';
import { type LeftOut, leftOut, systems } from '../systems.js';
import { counterpart } from './counterparts.js';
import { byFamily, type Entry } from './entries.js';
import { layerOf } from './layers.js';
import { code, picture, table } from './markdown.js';
import { stringsOf } from './page.js';

const COLUMNS = 4;

/** docs/activations.md: all of them, in pictures and in tables. */
export function overview(): string {
  const families = [...byFamily()].map(
    ([family, members]) => `## ${family}\n\n${grid(members)}\n\n${list(members)}`,
  );
  return `# The activations

Made by \`npm run document\` from the catalogue, \`src/catalogue/\`.

Each is an op on tensors, \`ops.mish(x)\`, a layer, \`layers.mish()\`, and, but for those that change the length of an axis, a
name for the \`activation\` of any layer. The layers that Keras has are spelt as there: \`layers.leakyReLU()\`. A parameter of a layer is a
number, or says how it is learnt: \`layers.snake({ frequency: { sharedAxes: [1] } })\`. Each is one kernel forward and one backward on cpu, wasm, webgl and webgpu; on tensorflow it is the native op where there is one, else several,
or, where that is quicker, one kernel in JavaScript's memory; elsewhere it is several ops of tfjs.

A picture shows the value in blue and the slope in orange, and leads to the formula, the parameters, the names
elsewhere, the accuracy and an example. [Choosing an activation](choosing.md) says which one to take.

${families.join('\n\n')}

## System by system

${systems.map(coverage).join('\n\n')}

## Left out

${table(['what', 'why', 'as `defineActivation`'], leftOut.map(whyLeftOut))}
`;
}

function grid(members: readonly Entry[]): string {
  const cells = members.map(
    ({ name }) =>
      `<td align="center"><a href="activations/${name}.md">` +
      `${picture(`curves/${name}`, `The curve of ${name}`, 190)}<br>${name}</a></td>`,
  );
  const rows = Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, i) =>
    ['<tr>', ...cells.slice(i * COLUMNS, (i + 1) * COLUMNS), '</tr>'].join('\n'),
  );
  return `<table>\n${rows.join('\n')}\n</table>`;
}

function list(members: readonly Entry[]): string {
  const rows = members.map((entry) => [
    `[${opOrLayer(entry)}](activations/${entry.name}.md)`,
    entry.formula === undefined ? entry.about.text : code(entry.formula),
    Object.entries(entry.parameters).map(parameter).join('; '),
    stringsOf(entry).join(', '),
  ]);
  return table(
    ['op or layer', 'value', 'parameters, with their defaults', "`activation: '…'`"],
    rows,
  );
}

function parameter([name, { default: byDefault, min, above }]: [string, Parameter]): string {
  const value = byDefault === Infinity ? 'none' : (byDefault ?? 'must be given');
  const range =
    min !== undefined ? `, at least ${min}` : above !== undefined ? `, above ${above}` : '';
  return `${code(name)} ${value}${range}`;
}

function opOrLayer(entry: Entry): string {
  return code(entry.name in ops ? `ops.${entry.name}` : layerOf(entry).key);
}

function coverage({ name, activations }: (typeof systems)[number]): string {
  const rows = Object.entries(activations).map(([theirs, ours]) => {
    const { entry, text } = counterpart(ours);
    return [code(theirs), `[${text}](activations/${entry.name}.md)`];
  });
  return `### ${name}\n\n${table(['there', 'here'], rows)}`;
}

function whyLeftOut({ name, reason, formula, parameters = {} }: LeftOut): string[] {
  if (formula === undefined) return [name, reason, ''];
  const defaults = Object.entries(parameters).map(([key, value]) => `${code(key)} ${value}`);
  return [name, reason, [code(formula), ...defaults].join('; ')];
}
