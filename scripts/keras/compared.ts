import type { Outcome, SweepCase } from '../../test/support/sweep.js';

// Derives tables from the outcomes of a sweep over the layers of Keras.

export interface SweepResult extends Pick<SweepCase, 'version' | 'class' | 'name'> {
  /** The file of the case, such as `keras2`. */
  readonly sweep: string;
  readonly outcome: Outcome;
}

export interface Compared {
  /** The versions of Keras with which each class was compared. */
  readonly table: ReadonlyMap<string, readonly string[]>;
  /** The names of the refused cases, by file. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

export function compared(results: readonly SweepResult[]): Compared {
  const table = new Map<string, string[]>();
  const refused: Record<string, string[]> = {};
  for (const { sweep, version, class: className, name, outcome } of results) {
    refused[sweep] ??= [];
    if (outcome.kind === 'refused') refused[sweep].push(name);
    const versions = table.get(className) ?? [];
    if (outcome.kind === 'equal' && !versions.includes(version)) {
      table.set(className, [...versions, version]);
    }
  }
  const sorted = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  return { table: new Map(sorted), refused };
}

/** The module that contains the table. */
export function tableOf(table: Compared['table']): string {
  const rows = [...table].map(
    ([name, versions]) => `  ${name}: [${versions.map((version) => `'${version}'`).join(', ')}],`,
  );
  return `// Written by \`npm run sweep\`.

/** The versions of Keras with whose outputs the tests compare those of each class of layers. */
export const compared: Readonly<Record<string, readonly string[]>> = {
${rows.join('\n')}
};
`;
}
