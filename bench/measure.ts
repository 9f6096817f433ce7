/** Milliseconds of one call: the median and the quartiles of its rounds. */
export interface Timing {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What is timed; a promise is waited for. */
type Call = () => unknown;

/** Where a call returns before it is computed. */
export interface Drain {
  /** Waits for all calls before, by reading one element back. */
  drain(): Promise<void>;
}

export interface Queue extends Drain {
  /** How many programs have been launched so far. */
  launches(): number;
}

/**
 * A round lasts at least so long, so that what the round before left in the caches does not show, nor
 * what it takes to drain a queue.
 */
const ROUND_MS = 10;
const ROUND_MS_OF_QUEUE = 60;
const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 60;
const WARM_UP_MS = 100;

/** Where there is no time at all, single calls are timed: whether all works is seen, and how fast it is not. */
const NO_BUDGET = 0;

/**
 * Times the candidates in turn, one round each, so that a machine whose speed drifts drifts for all
 * of them; each time in another order, since each finds the caches as the one before left them.
 *
 * @param budgetMs How long to go on, after a few rounds.
 * @param queue Drained at the end of a round, where there is one.
 */
export async function interleave<Name extends string>(
  candidates: Readonly<Partial<Record<Name, Call>>>,
  budgetMs: number,
  queue?: Drain,
): Promise<Record<Name, Timing>> {
  const runs: { name: string; call: Call; calls: number; times: number[] }[] = [];
  for (const [name, call] of Object.entries(candidates) as [Name, Call][]) {
    const calls = budgetMs === NO_BUDGET ? 1 : await warmUp(call, queue);
    runs.push({ name, call, calls, times: [] });
  }
  const end = performance.now() + budgetMs;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() > end) break;
    for (const { call, calls, times } of shuffled(runs)) times.push(await time(call, calls, queue));
  }
  const timings = runs.map(({ name, times }) => [name, summary(times)]);
  return Object.fromEntries(timings) as Record<Name, Timing>;
}

/** Lets engines compile what is hot; returns how many calls make a round. */
async function warmUp(call: Call, queue: Drain | undefined): Promise<number> {
  const end = performance.now() + WARM_UP_MS;
  const least = queue === undefined ? ROUND_MS : ROUND_MS_OF_QUEUE;
  let calls = 1;
  for (;;) {
    const once = await time(call, calls, queue);
    if (once * calls < least) calls = Math.ceil(Math.min(2 * calls, least / once));
    else if (performance.now() > end) return calls;
  }
}

/** Milliseconds of one of so many calls. */
async function time(call: Call, calls: number, queue: Drain | undefined): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = call();
    // To wait for what is no promise would cost more than a small tensor.
    if (result instanceof Promise) await result;
  }
  await queue?.drain();
  return (performance.now() - start) / calls;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

export function summary(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
