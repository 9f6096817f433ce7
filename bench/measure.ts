/** The milliseconds of one call: the median and the quartiles of its rounds. */
export interface Timing {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The call to time; a promise is awaited. */
type Call = () => unknown;

/** Waits for calls that return before their result is computed. */
export interface Drain {
  /** Waits for all previous calls, by reading one element back. */
  drain(): Promise<void>;
}

export interface Queue extends Drain {
  /** The number of programs launched so far. */
  launches(): number;
}

export type Clock = () => number;

/** The elapsed time. */
export const wallTime: Clock = () => performance.now();

/** The milliseconds of processor time of this process, which other programs do not affect. */
export const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The duration of the measurement. */
export interface Pace {
  /**
   * The time to continue after the minimum number of rounds. With 0, single calls are timed, to check that everything
   * works rather than how fast it is.
   */
  readonly budgetMs: number;
  /** The time for each candidate during which engines compile hot code. */
  readonly warmUpMs: number;
  /**
   * The minimum duration of a round. It makes the effect of the caches as the previous round left them, and the time
   * to drain a queue, negligible.
   */
  readonly roundMs: number;
  readonly fewestRounds: number;
  readonly mostRounds: number;
  /** The clock in whose milliseconds these times are given. */
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
 * Times the candidates in turn, one round each, so that changes in the speed of the machine affect all of them. The
 * order changes each time, because each candidate finds the caches as the previous one left them.
 *
 * @param queue Drained at the end of a round, if given.
 * @returns The milliseconds of one call of each candidate, round by round.
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

/** Lets engines compile hot code; returns the number of calls in a round. */
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

/** The milliseconds of one call, averaged over this number of calls. */
async function time(
  call: Call,
  calls: number,
  { now }: Pace,
  queue: Drain | undefined,
): Promise<number> {
  const start = now();
  for (let i = 0; i < calls; i++) {
    const result = call();
    // Awaiting a value that is not a promise would take longer than computing a small tensor.
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
