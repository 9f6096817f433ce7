import type { BackendName } from './backends.js';
import { layerCases, relativeCases, softmaxCases } from './cases.js';
import { catalogueCases } from './catalogue_cases.js';
import { benchCases } from './layers.js';
import type { Queue } from './measure.js';
import type { Result } from './results.js';
import { MILLION } from './summary.js';
import { benchTraining } from './training.js';

/** What is to be measured on one backend: plain data, for a process or a page of its own. */
export interface Order {
  readonly backend: BackendName;
  readonly sizes: readonly number[];
  readonly budget: number;
  /** A page compiles a layer once, so its first call is measured in so many pages. */
  readonly pages: number;
  /** Whether the catalogue is measured, and nothing else. */
  readonly catalogue: boolean;
  readonly peers: boolean;
}

type Unmarked<R> = R extends unknown ? Omit<R, 'backend'> : never;

/** Told of each result as soon as it is there, so that an interrupted run keeps what it has. */
export type Report = (result: Unmarked<Result>) => void;

/** Measures, on the backend that is in place, what every backend has. */
export async function carryOut(
  { sizes, budget, catalogue }: Order,
  report: Report,
  queue?: Queue,
): Promise<void> {
  if (catalogue) {
    await benchCases('catalogue', catalogueCases, MILLION, budget, report, queue);
    return;
  }
  for (const size of sizes) {
    await benchCases('layer', layerCases, size, budget, report, queue);
  }
  if (sizes.includes(MILLION)) {
    await benchCases('softmax', softmaxCases, MILLION, budget, report, queue);
    await benchCases('relative', relativeCases, MILLION, budget, report, queue);
  }
  for (const network of ['dense', 'conv'] as const) {
    report(await benchTraining(network, budget, queue));
  }
}
