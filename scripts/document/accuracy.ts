/** The cells of docs/accuracy.md for one activation on one backend: value, slope and curvature. */
export type Accuracies = ReadonlyMap<string, readonly string[]>;

/** The tables of docs/accuracy.md by activation, with the cells for each backend. */
export function readAccuracies(text: string): ReadonlyMap<string, Accuracies> {
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const section of text.split(/^## /m).slice(1)) {
    const [backend] = section.split('\n');
    for (const [, name, cells] of section.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)) {
      const own = found.get(name) ?? new Map<string, readonly string[]>();
      found.set(name, own.set(backend, cells.split(' | ')));
    }
  }
  return found;
}
