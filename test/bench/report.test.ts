import { judge } from '../../bench/layers.js';
import { withPart } from '../../bench/marked_parts.js';
import { added, ratio } from '../../bench/models/compare.js';
import { reportModels, summaryOfModels } from '../../bench/models/report.js';
import type { NetworkResult, Result, Run } from '../../bench/results.js';

/** A result whose networks take these milliseconds, in ten rounds on a machine that becomes slower. */
function result(
  network: string,
  milliseconds: Readonly<Record<string, number>>,
  more: Partial<NetworkResult> = {},
): Result {
  const rounds = Object.fromEntries(
    Object.entries(milliseconds).map(([name, time]) => [
      name,
      Array.from({ length: 10 }, (_, round) => time * (round + 1)),
    ]),
  );
  return {
    ...{ backend: 'wasm', kind: 'network', network, activation: 'ELU', task: 'predict' },
    ...{ rounds, problems: {}, difference: 0 },
    ...more,
  };
}

const run = (results: readonly Result[]): Run => ({
  ...{ date: '2026-01-01', machine: 'a machine', versions: {}, results, processorTime: false },
  ...{ xla: {}, sizes: {}, problems: [] },
});

test('a ratio is computed within each round, so that it does not depend on the speed of the machine', () => {
  const measured = result('a', { tfjs: 3, ours: 2 }) as NetworkResult;
  expect(ratio(measured, 'tfjs', 'ours')).toEqual({ median: 1.5, low: 1.5, high: 1.5 });
});

test('the interval of a ratio excludes its outliers', () => {
  const tfjs = [9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 0.1];
  const rounds = { tfjs, ours: tfjs.map(() => 1) };
  expect(ratio({ rounds }, 'tfjs', 'ours')).toEqual({ median: 1.35, low: 1, high: 1.7 });
});

test('the time that an activation adds is given for one layer of a chain, in microseconds', () => {
  const rounds = { none: [1, 2], ours: [1.4, 2.4] };
  expect(added({ rounds }, 'ours')).toBeCloseTo(400, 9);
  expect(added({ rounds, chain: { floats: 64, length: 20 } }, 'ours')).toBeCloseTo(20, 9);
  expect(added({ rounds }, 'tfjs')).toBeUndefined();
});

test('the summary gives the geometric mean and the minimum over the networks, and treats chains separately', () => {
  const results = [
    result('fast', { none: 1, tfjs: 4, 'tfjs again': 4, ours: 1 }),
    result('slow', { none: 1, tfjs: 1, 'tfjs again': 1, ours: 4 }),
    result('fast', { none: 1, tfjs: 2, 'tfjs again': 2, ours: 1 }, { task: 'training step' }),
    result('2 layers', { none: 1, tfjs: 9, ours: 1 }, { chain: { floats: 64, length: 2 } }),
  ];
  const summary = [
    '| backend | predict: mean | limit | least | training step: mean | least |',
    '| --- | --- | --- | --- | --- | --- |',
    '| `wasm` | 1.00× | 2.00× | 0.25× slow, ELU | 2.00× | 2.00× fast, ELU |',
  ].join('\n');
  expect(summaryOfModels(run(results))).toBe(summary);
  const report = reportModels(run(results));
  expect(report).toContain(summary);
  expect(report).toContain('| `wasm` | 9.00× | 9.00× | 9.00× 2 layers, ELU | – | – |');
  expect(report).toContain('| ELU | 9.00× (9.00 to 9.00); 22000 → 0.0 |');
  expect(report).toContain('1.00× to 1.00× on wasm');
  expect(report).toContain('| wasm | slow | ELU | predict | 0.25× (0.25 to 0.25) | 22000 | 5500 |');
  expect(report).not.toContain('| wasm | fast | ELU | predict | 4.00');
});

test('what is slower is listed if it is slower in the median over all processes', () => {
  const slower = (name: string, ...again: number[]) => [
    result(name, { tfjs: 2, ours: 4 }),
    ...again.map((ours) => {
      const { kind, ...repeated } = result(name, { tfjs: 2, ours }) as NetworkResult;
      return { backend: 'wasm', kind: 'network again', ...repeated } as const;
    }),
  ];
  const results = run([
    ...slower('always', 5, 2.5, 4, 5),
    ...slower('mostly', 4, 4, 1, 4),
    ...slower('by chance', 1, 1, 1, 4),
  ]);
  const report = reportModels(results);
  expect(report).toContain('Below 1: 3 of 3 ratios. These were measured in 5 processes.');
  expect(report).toContain('below 1 for the 2 below, and all 5 ratios for 1.');
  expect(report).toContain('| always | ELU | predict | 0.50× (0.40 to 0.80) |');
  expect(report).toContain('| mostly | ELU | predict | 0.50× (0.50 to 2.00) |');
  expect(report).not.toContain('| wasm | by chance | ELU | predict | 2.00× (');
  expect(summaryOfModels(results)).toContain('| 0.50× | – | 0.50× always, ELU |');
  const luckier = run(slower('by chance', 1, 1, 1, 4));
  expect(summaryOfModels(luckier)).toContain('| 0.50× | – | 2.00× by chance, ELU |');
});

test('fused networks that are slower are listed too', () => {
  const report = reportModels(run([result('a', { tfjs: 2, ours: 1, fused: 4 })]));
  expect(report).toContain(
    '| wasm | a | ELU | predict, fused | 0.50× (0.50 to 0.50) | 22000 | 11000 |',
  );
});

test('loading times are medians', () => {
  const times = { layers: 388, megabytes: 61.93, ours: [300, 100, 150], tfjs: [90, 100, 300] };
  const report = reportModels(run([{ backend: 'cpu', kind: 'loading', ...times }]));
  expect(report).toContain('| cpu | 388 | 61.9 | 150 | 100 | 1.50× |');
});

test('fused networks have separate columns', () => {
  const results = [
    result('a', { none: 1, tfjs: 6, ours: 3, fused: 2 }),
    result('b', { none: 1, tfjs: 6, ours: 3, fused: 4 }),
    result('a', { none: 1, tfjs: 6, ours: 3 }, { task: 'training step' }),
  ];
  expect(summaryOfModels(run(results))).toBe(
    [
      '| backend | predict: mean | limit | least | predict, fused: mean | least | training step: mean | least |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| `wasm` | 2.00× | 6.00× | 2.00× a, ELU | 2.12× | 1.50× b, ELU | 2.00× | 2.00× a, ELU |',
    ].join('\n'),
  );
  expect(reportModels(run(results))).toContain('| 11.0 | 3.00× (3.00 to 3.00) |');
});

test('other systems are compared with the faster of the two networks that run here', () => {
  const peers = { 'onnxruntime-web': 4, 'jax-js': 1 };
  const results = [result('a', { none: 1, tfjs: 6, ours: 3, fused: 2, ...peers })];
  expect(reportModels(run(results))).toContain(
    '| wasm | a | ELU | predict | 16.5 | 11.0 | 22.0 | 2.00× (2.00 to 2.00) | 5.50 | 0.50× (0.50 to 0.50) |',
  );
});

test('if tfjs cannot run a network, the problem is shown in place of its time', () => {
  const problems = { tfjs: 'throws: no gradient' };
  expect(reportModels(run([result('a', { none: 1, ours: 2 }, { problems })]))).toContain(
    '| a | ELU | predict | 11.0 | throws: no gradient | – | 5500 | – |',
  );
});

test('a result with a small error is inexact, and one with a large error is wrong', () => {
  const expected = { values: Float64Array.of(1, -2), scale: Float64Array.of(1, 2) };
  expect(judge([1, -2.000001], expected)).toEqual({ inexact: undefined });
  expect(judge([1.0001, -2.00001], expected).inexact).toBeCloseTo(1e-4, 9);
  expect(judge([1, 2], expected)).toEqual({ problem: 'wrong: 2 instead of -2 at 1' });
  expect(judge([Number.NaN, -2], expected)).toEqual({ problem: 'wrong: NaN instead of 1 at 0' });
});

const PAGE = [
  '# Title',
  '<!-- models: made by npm run bench -->',
  'old',
  '<!-- end of models -->',
  '<!-- kernels: made by npm run bench -->',
  'kept',
  '<!-- end of kernels -->',
  'By hand.',
].join('\n\n');

test('a report replaces its own section of a page', () => {
  const page = withPart(PAGE, 'models', 'new');
  expect(page).toBe(PAGE.replace('old', 'new'));
  expect(withPart(page, 'models', 'old')).toBe(PAGE);
});

test('a page without the section is an error', () => {
  expect(() => withPart(PAGE, 'networks', 'new')).toThrow(
    'The page has no section between <!-- networks: made by npm run bench --> and <!-- end of networks -->',
  );
});
