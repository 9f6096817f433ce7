import { code, table } from './markdown.js';

/** The activation with which others are compared. */
export const BASE = 'relu';
const PASSES = ['forward', 'forward + backward'];

/** The time of an activation on a backend divided by that of {@link BASE}: forward / forward and backward. */
export interface Cost {
  readonly backend: string;
  readonly ratios: string;
}

/** The costs of each activation, from the rows of bench/CATALOGUE.md. */
export function costsOf(results: string): Map<string, Cost[]> {
  const times = new Map<string, number>();
  const names = new Set<string>();
  const backends = new Set<string>();
  for (const [, backend, name, pass, ms] of results.matchAll(
    /^\| ([^|]+) \| (\w+) \| (forward(?: \+ backward)?) \| (\d[\d.]*) /gm,
  )) {
    times.set([backend, name, pass].join(), Number(ms));
    names.add(name);
    backends.add(backend);
  }
  const ratio = (backend: string, name: string, pass: string) => {
    const [ours, base] = [name, BASE].map((each) => times.get([backend, each, pass].join()));
    return ours === undefined || base === undefined ? '–' : (ours / base).toFixed(1);
  };
  const costs = [...names].map((name): [string, Cost[]] => [
    name,
    [...backends].map((backend) => ({
      backend,
      ratios: PASSES.map((pass) => ratio(backend, name, pass)).join(' / '),
    })),
  ]);
  return new Map(costs);
}

/** The table of docs/choosing.md. */
export function costTable(costs: ReadonlyMap<string, readonly Cost[]>): string {
  const [first = []] = costs.values();
  const rows = [...costs].map(([name, each]) => [code(name), ...each.map(({ ratios }) => ratios)]);
  return table(['activation', ...first.map(({ backend }) => backend)], rows);
}
