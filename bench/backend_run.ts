import { type BackendName, startBackend } from './backends.js';
import { benchFirstCalls, benchLayers } from './layers.js';
import { benchTraining } from './training.js';

// The part of the benchmark that runs on one backend, as a process of its own. Each result is a line
// of JSON, printed as soon as it is there, so that an interrupted run keeps what it has.

const [backend, sizes] = process.argv.slice(2);
const print = (result: object) => console.log(JSON.stringify({ backend, ...result }));

await startBackend(backend as BackendName);
for (const first of benchFirstCalls()) print({ kind: 'first', ...first });
for (const size of sizes.split(',').map(Number)) {
  await benchLayers(size, (result) => print({ kind: 'layer', ...result }));
}
for (const network of ['dense', 'conv'] as const) {
  print({ kind: 'training', ...benchTraining(network) });
}
