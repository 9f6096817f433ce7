import { geometricMean } from '../measure.js';
import type { Candidate, NetworkResult, Task } from '../results.js';

type Rounds = NetworkResult['rounds'];

/** A median, and an interval that holds the true one in 95 of 100 runs. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** How many times as long as `fast` the candidate `slow` takes: of a round each, so that what slows both does not show. */
export function ratio(
  { rounds }: Pick<NetworkResult, 'rounds'>,
  slow: Candidate,
  fast: Candidate,
): Estimate | undefined {
  return estimate(byRound(rounds, slow, fast, (a, b) => a / b));
}

/** Microseconds that the activations of a candidate add to the network without any; of a chain, one of them. */
export function added(
  { rounds, chain }: Pick<NetworkResult, 'rounds' | 'chain'>,
  candidate: Candidate,
): number | undefined {
  const difference = estimate(byRound(rounds, candidate, 'none', (a, b) => a - b));
  return difference && (1000 * difference.median) / (chain?.length ?? 1);
}

/** Milliseconds of one call. */
export function time({ rounds }: Pick<NetworkResult, 'rounds'>, candidate: Candidate) {
  return estimate(rounds[candidate] ?? [])?.median;
}

function byRound(
  rounds: Rounds,
  first: Candidate,
  second: Candidate,
  compare: (first: number, second: number) => number,
): readonly number[] {
  const [a, b] = [rounds[first] ?? [], rounds[second] ?? []];
  return a.slice(0, b.length).map((time, round) => compare(time, b[round]));
}

/** How many deviations hold 95 of 100. */
const DEVIATIONS = 1.96;

/** The interval is between the values of two ranks, so it asks nothing of how the values are distributed. */
function estimate(values: readonly number[]): Estimate | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  const rank = Math.floor((sorted.length - DEVIATIONS * Math.sqrt(sorted.length)) / 2);
  const below = Math.max(0, rank);
  const middle = (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
  return { median: middle, low: sorted[below], high: sorted[last - below] };
}

/** A network with its ratio. */
export interface Row {
  readonly result: { readonly backend: string } & NetworkResult;
  readonly ratio: Estimate;
}

/** Of some networks, all ratios of two candidates in one task. */
export function rows(
  results: readonly Row['result'][],
  slow: Candidate,
  fast: Candidate,
  task?: Task,
): Row[] {
  return results.flatMap((result) => {
    const value = ratio(result, slow, fast);
    const isAsked = task === undefined || result.task === task;
    return isAsked && value !== undefined ? [{ result, ratio: value }] : [];
  });
}

/** The geometric mean of these rows, and the least of them. */
export function meanAndLeast(rows: readonly Row[]): { mean: number; least: Row } | undefined {
  if (rows.length === 0) return undefined;
  const mean = geometricMean(rows.map(({ ratio }) => ratio.median));
  const [least] = sorted(rows);
  return { mean, least };
}

/** The least first. */
export function sorted(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.ratio.median - b.ratio.median);
}
