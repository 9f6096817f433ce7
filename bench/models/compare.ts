import { geometricMean } from '../measure.js';
import type { Candidate, NetworkResult, Task } from '../results.js';

type Rounds = NetworkResult['rounds'];

/** A median with its 95 % confidence interval. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The time of the candidate `slow` divided by that of `fast`, computed within each round, so that disturbances which
 * slow down both cancel out.
 */
export function ratio(
  { rounds }: Pick<NetworkResult, 'rounds'>,
  slow: Candidate,
  fast: Candidate,
): Estimate | undefined {
  return estimate(byRound(rounds, slow, fast, (a, b) => a / b));
}

/** The name by which a network with an activation is chosen. */
export function nameOfNetwork({
  network,
  activation,
}: Pick<NetworkResult, 'network' | 'activation'>): string {
  return `${network}, ${activation}`;
}

/**
 * The microseconds that the activations of a candidate add to the network without activations; for a chain, those of
 * one layer.
 */
export function added(
  { rounds, chain }: Pick<NetworkResult, 'rounds' | 'chain'>,
  candidate: Candidate,
): number | undefined {
  const difference = estimate(byRound(rounds, candidate, 'none', (a, b) => a - b));
  return difference && (1000 * difference.median) / (chain?.length ?? 1);
}

/** The milliseconds of one call. */
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

/** The number of standard deviations that contain 95 % of a normal distribution. */
const DEVIATIONS = 1.96;

/**
 * The interval is bounded by the values at two ranks, so it makes no assumption about the distribution of the values.
 */
export function estimate(values: readonly number[]): Estimate | undefined {
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

/** All ratios of two candidates, of some networks and in one task. */
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

/** The geometric mean of these rows; `undefined` if there are none. */
export function meanOf(rows: readonly Row[]): number | undefined {
  if (rows.length === 0) return undefined;
  return geometricMean(rows.map(({ ratio }) => ratio.median));
}

/** A network that is measured once more in another process. */
export type Repeated = Omit<Row['result'], 'kind'>;

/**
 * The rows with the medians of their ratios over all processes in which they were measured, from the smallest, and the
 * ranges of these ratios.
 */
export function overProcesses(
  results: readonly Row['result'][],
  again: readonly Repeated[],
  fast: Candidate,
  task?: Task,
): Row[] {
  const settled = rows(results, 'tfjs', fast, task).map(({ result, ratio: first }) => {
    const more = again.filter((each) => isSame(each, result));
    const ratios = more.flatMap((each) => ratio(each, 'tfjs', fast) ?? []);
    const medians = [first, ...ratios].map(({ median }) => median);
    const { median } = estimate(medians) as Estimate;
    return { result, ratio: { median, low: Math.min(...medians), high: Math.max(...medians) } };
  });
  return sorted(settled);
}

function isSame(a: Repeated, b: Repeated): boolean {
  return a.backend === b.backend && a.task === b.task && nameOfNetwork(a) === nameOfNetwork(b);
}

/** Sorted from the smallest. */
export function sorted(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.ratio.median - b.ratio.median);
}
