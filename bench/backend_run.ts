import { type BackendName, startBackend } from './backends.js';
import { benchFirstCalls, benchLayers } from './layers.js';
import { benchPeers } from './peers.js';
import type { Result } from './results.js';
import { benchTraining } from './training.js';

// The part of the benchmark that runs on one backend, as a process of its own. Each result is a line
// of JSON, printed as soon as it is there, so that an interrupted run keeps what it has.

const backend = process.argv[2] as BackendName;
const sizes = process.argv[3].split(',').map(Number);
const withPeers = process.argv[4] === 'true';
type Unmarked<R> = R extends unknown ? Omit<R, 'backend'> : never;
const report = (result: Unmarked<Result>) => console.log(JSON.stringify({ backend, ...result }));

await startBackend(backend);
benchFirstCalls(report);
for (const size of sizes) await benchLayers(size, report);
for (const network of ['dense', 'conv'] as const) report(await benchTraining(network));
if (withPeers && backend.startsWith('wasm')) await benchPeers(report);
