import type { BackendName } from './backends.js';
import { type Case, layerCases, relativeCases, softmaxCases } from './cases.js';
import { catalogueCases } from './catalogue_cases.js';
import { benchCases } from './layers.js';
import { benchNetworks, type Surroundings } from './models/bench_networks.js';
import type { CaseKind, Result } from './results.js';
import { MILLION } from './summary.js';

/** What one run of the benchmark measures. */
export type Suite = 'kernels' | 'catalogue' | 'models';

/** What is to be measured on one backend: plain data, for a process or a page of its own. */
export interface Order {
  readonly backend: BackendName;
  readonly suite: Suite;
  /** What is measured: that whose name contains this. */
  readonly only: string;
  readonly sizes: readonly number[];
  readonly budget: number;
  /** A page compiles a layer once, so its first call is measured in so many pages. */
  readonly pages: number;
  readonly peers: boolean;
  /** Whether networks are timed by the work of the processors, not by the clock. */
  readonly processorTime: boolean;
}

type Unmarked<R> = R extends unknown ? Omit<R, 'backend'> : never;

/** Told of each result as soon as it is there, so that an interrupted run keeps what it has. */
export type Report = (result: Unmarked<Result>) => void;

/** Measures, on the backend that is in place, what every backend has. */
export async function carryOut(
  { suite, only, sizes, budget }: Order,
  report: Report,
  surroundings: Surroundings,
): Promise<void> {
  if (suite === 'models') return benchNetworks(only, budget, report, surroundings);
  const bench = (kind: CaseKind, cases: readonly Case[], size: number) => {
    const chosen = cases.filter(({ name }) => name.includes(only));
    return benchCases(kind, chosen, size, budget, report, surroundings.queue);
  };
  if (suite === 'catalogue') return bench('catalogue', catalogueCases, MILLION);
  for (const size of sizes) await bench('layer', layerCases, size);
  if (sizes.includes(MILLION)) {
    await bench('softmax', softmaxCases, MILLION);
    await bench('relative', relativeCases, MILLION);
  }
}
