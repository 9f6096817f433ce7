import './models/stock_activations.js';
import type { NodeBackend } from './backends.js';
import { layerCases } from './cases.js';
import { firstCall } from './layers.js';
import { processorTime } from './measure.js';
import { loadPeers } from './models/peers.js';
import { carryOut, type Order, type Report } from './order.js';
import { benchPeers } from './peers.js';
import { startInNode } from './start_in_node.js';

// Runs the benchmark for one backend of Node in a separate process. It reads an order as JSON, and prints each result
// as a line of JSON.

const order: Order = JSON.parse(process.argv[2]);
const { backend, suite, budget, peers } = order;
const report: Report = (result) => console.log(JSON.stringify({ backend, ...result }));

await startInNode(backend as NodeBackend);

for (const { name: layer, ours, stock } of suite === 'kernels' ? layerCases : []) {
  // If tfjs throws, the case itself reports the reason.
  const result = {
    ours: await firstCall(ours),
    stock: await firstCall(stock).catch(() => undefined),
  };
  report({ kind: 'first call', layer, ...result });
}
await carryOut(order, report, {
  peers: peers && suite === 'models' ? await loadPeers() : [],
  ...(order.processorTime && { now: processorTime }),
});
if (peers && suite === 'kernels') await benchPeers(budget, report);
