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

export type Clock = () => number;

/** What a user waits for. */
export const wallTime: Clock = () => performance.now();

/** Milliseconds that the processors have worked for this process, whatever other programs do meanwhile. */
export const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** How long candidates are timed. */
export interface Pace {
  /** How long to go on, after the fewest rounds; of 0, single calls are timed: whether all works is seen, not how fast it is. */
  readonly budgetMs: number;
  /** For engines to compile what is hot, for each candidate. */
  readonly warmUpMs: number;
  /**
   * A round lasts at least so long, so that what the round before left in the caches does not show, nor
   * what it takes to drain a queue.
   */
  readonly roundMs: number;
  readonly fewestRounds: number;
  readonly mostRounds: number;
  /** Milliseconds of the clock that all of this is meant by. */
  readonly now: Clock;
}

const ROUND_MS = 10;
const ROUND_MS_OF_QUEUE = 60;

/** Times the candidates as {@link timeRounds} does, at a pace for single kernels. */
export async function interleave<Name extends string>(
  candidates: Readonly<Partial<Record<Name, Call>>>,
  budgetMs: number,
  queue?: Drain,
): Promise<Record<Name, Timing>> {
  const roundMs = queue === undefined ? ROUND_MS : ROUND_MS_OF_QUEUE;
  const pace = {
    ...{ budgetMs, warmUpMs: 100, roundMs, fewestRounds: 5, mostRounds: 60 },
    now: wallTime,
  };
  const rounds = await timeRounds(candidates, pace, queue);
  const timings = Object.entries<readonly number[]>(rounds).map(([name, times]) => [
    name,
    summary(times),
  ]);
  return Object.fromEntries(timings) as Record<Name, Timing>;
}

/**
 * Times the candidates in turn, one round each, so that a machine whose speed drifts drifts for all
 * of them; each time in another order, since each finds the caches as the one before left them.
 *
 * @param queue Drained at the end of a round, where there is one.
 * @returns Milliseconds of one call of each candidate, round by round.
 */
export async function timeRounds<Name extends string>(
  candidates: Readonly<Partial<Record<Name, Call>>>,
  pace: Pace,
  queue?: Drain,
): Promise<Record<Name, readonly number[]>> {
  const runs: { name: string; call: Call; calls: number; times: number[] }[] = [];
  for (const [name, call] of Object.entries(candidates) as [Name, Call][]) {
    const calls = pace.budgetMs === 0 ? 1 : await warmUp(call, pace, queue);
    runs.push({ name, call, calls, times: [] });
  }
  const { now } = pace;
  const end = now() + pace.budgetMs;
  for (let round = 0; round < pace.mostRounds; round++) {
    if (round >= pace.fewestRounds && now() > end) break;
    for (const { call, calls, times } of shuffled(runs)) {
      times.push(await time(call, calls, pace, queue));
    }
  }
  const rounds = runs.map(({ name, times }) => [name, times]);
  return Object.fromEntries(rounds) as Record<Name, readonly number[]>;
}

/** Lets engines compile what is hot; returns how many calls make a round. */
async function warmUp(call: Call, pace: Pace, queue: Drain | undefined): Promise<number> {
  const { warmUpMs, roundMs, now } = pace;
  const end = now() + warmUpMs;
  let calls = 1;
  for (;;) {
    const once = await time(call, calls, pace, queue);
    if (once * calls < roundMs) calls = Math.ceil(Math.min(2 * calls, roundMs / once));
    else if (now() > end) return calls;
  }
}

/** Milliseconds of one of so many calls. */
async function time(
  call: Call,
  calls: number,
  { now }: Pace,
  queue: Drain | undefined,
): Promise<number> {
  const start = now();
  for (let i = 0; i < calls; i++) {
    const result = call();
    // To wait for what is no promise would cost more than a small tensor.
    if (result instanceof Promise) await result;
  }
  await queue?.drain();
  return (now() - start) / calls;
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
