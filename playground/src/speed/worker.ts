import { rendererOf } from '../backends/renderer.js';
import { startBackend } from '../backends/start.js';
import { whenLost } from '../backends/when_lost.js';
import { casesOf } from './cases.js';
import { makeInputs, measureCase } from './measure_case.js';
import { DIRECTIONS, type Order, type Report } from './protocol.js';

// Runs the measurement in a worker, so that the page stays responsive and does not affect the times.

const report = (message: Report) => postMessage(message);

async function carryOut({ backend, size, set, curves, budget }: Order): Promise<void> {
  await startBackend(backend);
  whenLost(() =>
    report({ kind: 'failed', problem: 'The browser took the graphics card away. Measure again.' }),
  );
  const cases = casesOf(set, curves);
  const total = cases.length * DIRECTIONS.length;
  report({ kind: 'started', renderer: await rendererOf(backend), total });
  const inputs = await makeInputs(size);
  let done = 0;
  for (const each of cases) {
    for (const direction of DIRECTIONS) {
      report({ kind: 'measuring', name: `${each.name}, ${direction}`, done });
      report({ kind: 'row', row: await measureCase(each, direction, inputs, budget) });
      done++;
    }
  }
  report({ kind: 'done' });
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  carryOut(data).catch((error: Error) => report({ kind: 'failed', problem: error.message }));
});
