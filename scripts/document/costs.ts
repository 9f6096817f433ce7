import { code, table } from './markdown.js';

const BASE = 'relu6';
const PASSES = ['forward', 'forward + backward'];

/** How many times as long as relu each activation takes, from the rows of bench/CATALOGUE.md. */
export function costs(results: string): string {
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
  const rows = [...names].map((name) => [
    code(name),
    ...[...backends].map((each) => PASSES.map((pass) => ratio(each, name, pass)).join(' / ')),
  ]);
  return table(['activation', ...backends], rows);
}
