import { type BackendName, startBackend } from './backends.js';
import { benchFirstCalls, benchLayers } from './layers.js';
import { benchPeers } from './peers.js';
import type { Result } from './results.js';
import { benchTraining } from './training.js';

// The part of the benchmark that runs on one backend, as a process of its own. Each result is a line
// of JSON, printed as soon as it is there, so that an interrupted run keeps what it has.

/** What the process is given, as JSON. */
export interface Order {
  readonly backend: BackendName;
  readonly sizes: readonly number[];
  readonly budget: number;
  readonly peers: boolean;
}

type Unmarked<R> = R extends unknown ? Omit<R, 'backend'> : never;

const { backend, sizes, budget, peers }: Order = JSON.parse(process.argv[2]);
const report = (result: Unmarked<Result>) => console.log(JSON.stringify({ backend, ...result }));

await startBackend(backend);
benchFirstCalls(report);
for (const size of sizes) await benchLayers(size, budget, report);
for (const network of ['dense', 'conv'] as const) report(await benchTraining(network, budget));
if (peers) await benchPeers(budget, report);
