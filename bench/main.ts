import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type BackendName, flagsOf, isOfPages, isWasm, type NodeBackend } from './backends.js';
import { bundleSizes } from './bundle_size.js';
import { measureLoading } from './loading/measure.js';
import { nameOfNetwork, ratio as ratioOfNetwork } from './models/compare.js';
import { HELP, readOptions } from './options.js';
import { isChosen, type Order } from './order.js';
import { installPeers, measureXla, PYTHON } from './other_systems.js';
import { inPages } from './page.js';
import { report } from './report.js';
import { type LayerResult, type Result, RUNS, type Run, type SliceResult } from './results.js';
import { save, savePicture } from './save.js';
import { ratio } from './summary.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(HELP);
  process.exit();
}

const results: Result[] = [];
const problems: string[] = [];
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true; // The process that measures receives the interruption too, and ends.
  problems.push('The run was interrupted; these are the results so far.');
});

const sizes = options.suite === 'kernels' ? bundleSizes() : {}; // An interruption also ends esbuild.
const withPeers = options.peers && options.backends.some(isWasm);
if (withPeers) problems.push(...installPeers());
for (const backend of options.backends) {
  if (!interrupted) await measure(backend);
}
const withXla = withPeers && options.suite === 'kernels' && !interrupted;
const xla = withXla ? measureXla() : {};
if (xla === undefined) {
  problems.push(`${PYTHON} has no JAX (pip install jax), so there is no XLA to compare with.`);
}
const run: Run = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0].model}, ${cpus().length} cores`,
  versions: versions(),
  processorTime: options.processorTime,
  results,
  xla: xla ?? {},
  sizes,
  problems,
};
console.log(options.json ? JSON.stringify(run, undefined, 1) : report(run));
if (options.suite === 'kernels') await savePicture(run, options.save);
if (options.save) await save(run, options.suite);
if (results.some(isWrong)) process.exitCode = 1;
if (interrupted) process.exitCode = 130;

/** Runs the measurements of a backend in Node or in a browser, and keeps the results. */
async function measure(backend: BackendName): Promise<void> {
  const { suite, only, budget, pages, processorTime } = options;
  const sizes = options.sizesOn(backend);
  const order: Order = {
    ...{ backend, suite, only, sizes, budget, pages, processorTime },
    peers: options.peers && isWasm(backend),
  };
  const keep = (result: Result) => {
    if (result.kind === 'problem') problems.push(`On ${backend}: ${result.what}.`);
    results.push(result);
    console.error(progress(result));
  };
  try {
    await (isOfPages(backend) ? inPages(order, keep) : inProcess(backend, order, keep));
    if (suite === 'models' && budget > 0) await measureAgain(backend, order, keep);
    if (suite === 'models' && !isOfPages(backend) && isChosen('loading', only)) {
      await measureLoading(backend, budget, keep);
    }
  } catch (error) {
    if (interrupted) return;
    const reason = (error as Error).message.split('\n').find((line) => /Error/.test(line));
    const plain = (reason ?? 'it ended early').trim().replaceAll(here('..'), '');
    problems.push(`Not all of ${backend} could be measured: ${plain}`);
  }
}

/** Measures the networks that were slower in more processes: the ratios of some are below 1 by chance. */
async function measureAgain(
  backend: BackendName,
  order: Order,
  keep: (result: Result) => void,
): Promise<void> {
  const slower = results.flatMap((result) => {
    if (result.kind !== 'network' || result.backend !== backend) return [];
    const isSlower = (['ours', 'fused'] as const).some(
      (candidate) => Number(ratioOfNetwork(result, 'tfjs', candidate)?.median) < 1,
    );
    return isSlower ? [nameOfNetwork(result)] : [];
  });
  if (slower.length === 0) return;
  const again = { ...order, only: [...new Set(slower)], peers: false };
  const keepAgain = (result: Result) =>
    keep(result.kind === 'network' ? { ...result, kind: 'network again' } : result);
  for (let runs = 1; runs < RUNS; runs++) {
    await (isOfPages(backend) ? inPages(again, keepAgain) : inProcess(backend, again, keepAgain));
  }
}

async function inProcess(
  backend: NodeBackend,
  order: Order,
  keep: (result: Result) => void,
): Promise<void> {
  const flags = [...process.execArgv, ...flagsOf(backend)];
  const program = [here('run_in_node.ts'), JSON.stringify(order)];
  const child = spawn(process.execPath, [...flags, ...program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('{')) keep(JSON.parse(line));
  }
  if ((await ended) !== 0) throw new Error(complaints);
}

function isWrong(result: Result): boolean {
  if (result.kind === 'network' || result.kind === 'network again') {
    return result.problems.ours !== undefined && !result.problems.none;
  }
  if (!isOfCase(result)) return false;
  return result.ours.problem !== undefined || result.ours.inexact !== undefined;
}

function isOfCase(result: Result): result is Extract<Result, LayerResult | SliceResult> {
  return ['layer', 'softmax', 'relative', 'catalogue'].includes(result.kind);
}

function progress(result: Result): string {
  if (result.kind === 'network' || result.kind === 'network again') {
    return progressOfNetwork(result);
  }
  if (!isOfCase(result)) return `${result.backend}: ${result.kind}`;
  const { backend, layer, direction, size, ours, stock } = result;
  const time = ours.timing ? `${ours.timing.median.toPrecision(3)} ms` : ours.problem;
  const times = ratio(result)?.toPrecision(3) ?? stock.problem;
  return `${backend}: ${layer}, ${direction}, ${size} floats: ${time}; times faster: ${times}`;
}

function progressOfNetwork(result: Extract<Result, { kind: 'network' | 'network again' }>): string {
  const { backend, network, activation, task, problems } = result;
  const faster = ratioOfNetwork(result, 'tfjs', 'ours')?.median.toFixed(2);
  const outcome = faster ?? problems.none ?? problems.tfjs ?? problems.ours;
  return `${backend}: ${network}, ${activation}, ${task}: times faster: ${outcome}`;
}

function versions(): Record<string, string> {
  const { version } = createRequire(import.meta.url)('@tensorflow/tfjs/package.json');
  return { node: process.versions.node, v8: process.versions.v8, tfjs: version };
}
