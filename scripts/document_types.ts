import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ops } from '../src/activations/ops.js';
import { functionName } from '../src/arguments/case.js';
import type { Parameter } from '../src/arguments/parameters.js';
import { type Docstring, docstrings } from './document/docstrings.js';
import { entries } from './document/entries.js';
import { parameterText } from './document/parameter_text.js';

// What an editor shows for `ops.gelu` and `layers.gelu`. The types of both are computed from the catalogue, and the
// compiler keeps no docstrings for members of computed types, so they are written into the built declarations.

const src = join(import.meta.dirname, '../src');

/** The docstring of each op, keyed by its name. */
const ofOps = new Map(
  entries.map(({ name, about, use, parameters }) => [name, comment(about, use, parameters)]),
);

/** The docstring of each layer, keyed by its name in lower case; that of its class, if it has one. */
const ofLayers = new Map([
  ...entries.map(
    ({ name, about, use, parameters }) =>
      [name.toLowerCase(), comment(about, use, parameters)] as const,
  ),
  ...[...docstrings(join(src, 'layers'))].map(
    ([name, about]) => [functionName(name).toLowerCase(), comment(about)] as const,
  ),
]);

function comment(
  { text, source }: Docstring,
  use = '',
  parameters: Readonly<Record<string, Parameter>> = {},
): string {
  const arguments_ = Object.entries(parameters).map(parameterText).join('; ');
  const parts = [
    text,
    use,
    arguments_ && `Parameters: ${arguments_}.`,
    source && `Source: ${source}`,
  ];
  const lines = parts
    .filter((each) => each !== '')
    .join('\n\n')
    .split('\n');
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

/** Writes docstrings into the declarations of a built folder. */
export function documentTypes(folder: string): void {
  rewrite(join(folder, 'activations/ops.d.ts'), (text) => {
    const members = Object.keys(ops).map((name) => {
      const docstring = ofOps.get(name);
      if (docstring === undefined) throw new Error(`ops.${name} has no docstring`);
      return `${docstring}\nreadonly ${name}: Ops['${name}'];`;
    });
    return text.replace(
      /export declare const ops: ([\s\S]*?\n?\}?);\nexport \{\};/,
      (_, type) => `/** @inline */
type Ops = ${type};
export declare const ops: {
${members.join('\n')}
};
export {};`,
    );
  });
  rewrite(join(folder, 'layers/layers.d.ts'), (text) =>
    text.replace(/^ {4}(\w+): \(args/gm, (member, name) => {
      const docstring = ofLayers.get(name.toLowerCase());
      if (docstring === undefined) throw new Error(`layers.${name} has no docstring`);
      return `${docstring}\n${member}`;
    }),
  );
}

function rewrite(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text)
    throw new Error(`${path} is not as expected: it has no members to document`);
  writeFileSync(path, changed);
}
