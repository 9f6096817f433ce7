import type { BackendName } from './backends.js';
import { type Case, layerCases, relativeCases, softmaxCases } from './cases.js';
import { catalogueCases } from './catalogue_cases.js';
import { benchCases } from './layers.js';
import { benchNetworks, type Surroundings } from './models/bench_networks.js';
import type { CaseKind, Result } from './results.js';
import { MILLION } from './summary.js';

/** The groups of measurements, of which a run performs one. */
export type Suite = 'kernels' | 'catalogue' | 'models';

/** The measurements for one backend: plain data, which is sent to a separate process or page. */
export interface Order {
  readonly backend: BackendName;
  readonly suite: Suite;
  /** Measures only cases whose name contains this, or networks with one of these names. */
  readonly only: string | readonly string[];
  readonly sizes: readonly number[];
  readonly budget: number;
  /** A page compiles a layer only once, so its first call is measured in this number of pages. */
  readonly pages: number;
  readonly peers: boolean;
  /** Whether networks are timed by processor time instead of elapsed time. */
  readonly processorTime: boolean;
}

type Unmarked<R> = R extends unknown ? Omit<R, 'backend'> : never;

/** Receives each result as soon as it is available, so that an interrupted run keeps its results. */
export type Report = (result: Unmarked<Result>) => void;

/** Whether a case is measured. */
export function isChosen(name: string, only: Order['only']): boolean {
  return typeof only === 'string' ? name.includes(only) : only.includes(name);
}

/** Runs the measurements that all backends have in common, on the current backend. */
export async function carryOut(
  { suite, only, sizes, budget }: Order,
  report: Report,
  surroundings: Surroundings,
): Promise<void> {
  if (suite === 'models') {
    return benchNetworks((name) => isChosen(name, only), budget, report, surroundings);
  }
  const bench = (kind: CaseKind, cases: readonly Case[], size: number) => {
    const chosen = cases.filter(({ name }) => isChosen(name, only));
    return benchCases(kind, chosen, size, budget, report, surroundings.queue);
  };
  if (suite === 'catalogue') return bench('catalogue', catalogueCases, MILLION);
  for (const size of sizes) await bench('layer', layerCases, size);
  if (sizes.includes(MILLION)) {
    await bench('softmax', softmaxCases, MILLION);
    await bench('relative', relativeCases, MILLION);
  }
}
