// Building blocks of the reports.

export const NOTHING = '–';

export function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

/** A table; empty if it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A number with three digits. */
export function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function times(value: number | undefined): string {
  return value === undefined || Number.isNaN(value)
    ? NOTHING
    : `${value >= 10 ? value.toFixed(0) : value.toFixed(2)}×`;
}
