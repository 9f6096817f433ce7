/** Milliseconds of one call: the median and the quartiles of its rounds. */
export interface Timing {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** A round lasts at least so long, so that the clock's steps do not show. */
const ROUND_MS = 2;
const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 60;

/**
 * Times the candidates in turn, one round each (a, b, a, b, …), so that a machine whose speed drifts
 * drifts for all of them.
 *
 * @param budgetMs How long to go on, at least for a few rounds each.
 */
export function interleave<Name extends string>(
  candidates: Readonly<Partial<Record<Name, () => void>>>,
  budgetMs: number,
): Partial<Record<Name, Timing>> {
  const entries = Object.entries(candidates) as [Name, () => void][];
  const runs = entries.map(([name, call]) => {
    const once = warmUp(call);
    return { name, call, calls: Math.max(1, Math.ceil(ROUND_MS / once)), times: [] as number[] };
  });
  const end = performance.now() + budgetMs;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() > end) break;
    for (const { call, calls, times } of runs) times.push(time(call, calls));
  }
  return Object.fromEntries(runs.map(({ name, times }) => [name, summary(times)])) as Partial<
    Record<Name, Timing>
  >;
}

/** Lets engines compile what is hot; returns the time of one call afterwards. */
function warmUp(call: () => void): number {
  const end = performance.now() + 100;
  let calls = 0;
  do {
    call();
    calls++;
  } while (calls < 3 || performance.now() < end);
  return time(call, 1);
}

function time(call: () => void, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) call();
  return (performance.now() - start) / calls;
}

function summary(times: number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
