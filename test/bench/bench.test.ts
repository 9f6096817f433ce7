import { readFileSync } from 'node:fs';
import type { Run } from '../../bench/results.js';
import { ofKind } from '../../bench/summary.js';
import { bench, quick } from './bench.js';

test('it times every layer, checks the results and draws a picture', async () => {
  const { status, output, progress } = await bench([...quick('cpu'), '--json']);
  expect(status).toBe(0);
  const { results, sizes } = JSON.parse(output) as Run;
  const layers = results.flatMap((result) => (result.kind === 'layer' ? [result] : []));
  expect(layers.length).toBe(14);
  for (const { ours, memcpy } of layers) {
    expect(ours.problem).toBeUndefined();
    expect(ours.inexact).toBeUndefined();
    expect(ours.timing?.median).toBeGreaterThan(0);
    expect(memcpy?.median).toBeGreaterThan(0);
  }
  expect(layers.filter(({ stock }) => stock.problem).map(({ layer }) => layer)).toEqual([
    'ThresholdedReLU',
  ]);
  expect(sizes['tfjs-advanced-activations']).toBeGreaterThan(1000);
  const picture = /The picture is (.*)/.exec(progress)?.[1] as string;
  expect(readFileSync(picture, 'utf8')).toMatch(/^<svg/);
}, 60000);

test('it times whole networks: predict and a training step, with each implementation of the activations', async () => {
  const options = ['--models', '--only', 'batch 1, ELU', '--json'];
  const { status, output } = await bench([...quick('cpu'), ...options]);
  expect(status).toBe(0);
  const networks = ofKind(JSON.parse(output), 'network');
  expect(networks.map(({ task }) => task)).toEqual(['predict', 'training step']);
  for (const { rounds, problems, difference } of networks) {
    for (const candidate of ['none', 'tfjs', 'tfjs again', 'ours'] as const) {
      expect(rounds[candidate]?.length).toBeGreaterThanOrEqual(3);
      expect(rounds[candidate]?.length).toBe(rounds.ours?.length);
    }
    expect(problems).toEqual({});
    expect(difference).toBeLessThan(1e-6);
  }
}, 60000);

test('it times how long models take to load, with fromKeras and without', async () => {
  const options = ['--models', '--only', 'loading', '--json'];
  const { status, output } = await bench([...quick('wasm'), ...options]);
  expect(status).toBe(0);
  const run: Run = JSON.parse(output);
  const loading = ofKind(run, 'loading');
  expect(loading).toHaveLength(run.results.length);
  expect(loading.map(({ layers }) => layers)).toEqual([388, 388]);
  for (const { megabytes, ours, tfjs } of loading) {
    expect(megabytes).toBeGreaterThan(0.2);
    for (const [time] of [ours, tfjs]) expect(time).toBeGreaterThan(0);
  }
}, 60000);

test('an interrupted run reports the interruption and keeps its results', async () => {
  const slow = [...quick('cpu'), '--budget', '100'];
  const { status, output } = await bench(slow, (line, interrupt) => {
    if (line.includes('PReLU, forward, 100 floats')) interrupt();
  });
  expect(status).toBe(130);
  expect(output).toContain('The run was interrupted');
  expect(output).toMatch(/\| cpu \| LeakyReLU \| forward \|/);
  expect(output).not.toMatch(/\| cpu \| Softmax \| forward \|/);
}, 60000);

test('invalid options throw an error that says what was expected', async () => {
  const { status, progress } = await bench(['--size', '1e3,150']);
  expect(status).toBe(1);
  expect(progress).toContain(
    '--size must be a multiple of 100, rows of 100 features. Received: 150',
  );
}, 60000);
