import type { Run } from '../../bench/results.js';
import { bench, quick } from './bench.js';

test('in a browser it times every layer and counts the launched kernels', async () => {
  const { status, output } = await bench([...quick('webgl'), '--json']);
  expect(status).toBe(0);
  const { results, problems } = JSON.parse(output) as Run;
  expect(problems).toEqual([]);
  const layers = results.flatMap((result) => (result.kind === 'layer' ? [result] : []));
  expect(layers.length).toBe(14);
  for (const { layer, direction, ours, stock } of layers) {
    expect(ours.problem).toBeUndefined();
    expect(ours.timing?.median).toBeGreaterThan(0);
    const kernels = direction === 'forward' ? 1 : 2;
    expect(ours.kernels).toBe(kernels);
    expect(ours.launches).toBe(layer === 'Softmax' ? 2 * kernels : kernels);
    if (!stock.problem) expect(stock.launches).toBeGreaterThanOrEqual(kernels);
  }
  const firstCalls = results.flatMap((result) => (result.kind === 'first call' ? [result] : []));
  expect(firstCalls.filter(({ stock }) => stock === undefined).map(({ layer }) => layer)).toEqual([
    'ThresholdedReLU',
  ]);
}, 120000);
