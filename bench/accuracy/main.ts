import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { ops } from 'tfjs-advanced-activations';
import { launchBrowser, openPage } from '../../scripts/browser.js';
import { bundleForPage } from '../../scripts/bundle.js';
import type { NodeBackend } from '../backends.js';
import { startInNode } from '../start_in_node.js';
import { type Accuracy, count, derived, type Name, nothingYet } from './measure.js';
import { references } from './reference.js';
import { report } from './report.js';
import { run } from './run.js';

const IN_NODE = ['cpu', 'wasm', 'tensorflow'];
const IN_PAGES = ['webgl', 'webgpu'];
const all = Object.keys(references) as Name[];

const HELP = `Compares each activation, its slope and its curvature with float64 arithmetic.

  npm run accuracy -- [options]

  --backend NAME    one or several of ${[...IN_NODE, ...IN_PAGES].join(', ')}, separated by commas; default all
  --only NAME       activations, separated by commas; default all
  --exhaustive      value and slope at all 2^32 floats, on cpu or wasm. Takes hours; an interrupted run is continued
  --save            write docs/accuracy.md
  --help            this text`;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: [...IN_NODE, ...IN_PAGES].join() },
    only: { type: 'string', default: all.join() },
    exhaustive: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const backends = readList('--backend', values.backend, [...IN_NODE, ...IN_PAGES]);
const names = readList('--only', values.only, all) as Name[];

const results = new Map<string, Accuracy[]>();
for (const backend of backends) {
  const accuracies: Accuracy[] = [];
  const keep = (accuracy: Accuracy) => {
    accuracies.push(accuracy);
    process.stderr.write(`\r${backend}: ${accuracy.name}`.padEnd(60));
  };
  if (values.exhaustive) await exhaust(backend, keep);
  else if (IN_PAGES.includes(backend)) await inPage(backend, keep);
  else {
    await startInNode(backend as NodeBackend);
    await run(names, keep);
  }
  results.set(backend, accuracies);
}
process.stderr.write('\r'.padEnd(60));
const text = report(results);
console.log(text);
if (values.save) writeFileSync(here('../../docs/accuracy.md'), text);

function readList(option: string, text: string, known: readonly string[]): string[] {
  const list = text.split(',');
  const unknown = list.find((each) => !known.includes(each));
  if (unknown === undefined) return list;
  console.error(
    `${option} must be one of ${known.join(', ')}, or several separated by commas. Received: ${unknown}`,
  );
  process.exit(2);
}

async function inPage(backend: string, keep: (accuracy: Accuracy) => void): Promise<void> {
  const program = 'bench/accuracy/run_in_page.ts';
  const files = await bundleForPage([program]);
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser, files);
    await page.exposeFunction('keepAccuracy', keep);
    await page.evaluate(
      async ([path, backend, names]) => {
        const { runOn } = await import(path as string);
        await runOn(backend, names);
      },
      [`/${program.replace('.ts', '.js')}`, backend, names] as const,
    );
  } finally {
    await browser.close();
  }
}

/** Measures all floats, in parts of a million. The completed parts are saved in a file. */
async function exhaust(backend: string, keep: (accuracy: Accuracy) => void): Promise<void> {
  const PIECE = 2 ** 20;
  await startInNode(backend as NodeBackend);
  const file = here(`../../node_modules/.cache/accuracy/${backend}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const state: Record<string, { next: number; accuracy: Accuracy }> = readState(file);
  const orders = [0, 1] as const;
  const pieces = names.length * orders.length * (2 ** 32 / PIECE);
  const began = { time: Date.now(), done: 0 };
  let done = 0;
  for (const name of names) {
    for (const order of orders) {
      const f = derived(tf, ops, name, order);
      const key = `${name} ${order}`;
      let { next, accuracy } = state[key] ?? { next: 0, accuracy: nothingYet(name, order) };
      done += next / PIECE;
      began.done += next / PIECE;
      for (; next < 2 ** 32; next += PIECE) {
        const patterns = Uint32Array.from({ length: PIECE }, (_, i) => next + i);
        const inputs = new Float32Array(patterns.buffer).filter(Number.isFinite);
        if (inputs.length > 0) {
          const y = tf.tidy(() => f(tf.tensor1d(inputs)));
          accuracy = count(accuracy, inputs, await y.data());
          y.dispose();
        }
        done++;
        state[key] = { next: next + PIECE, accuracy };
        if (done % 16 === 0) writeFileSync(file, JSON.stringify(state));
        showProgress(`${backend}: ${key}`, done / pieces, began, done);
      }
      writeFileSync(file, JSON.stringify(state));
      keep(accuracy);
    }
  }
}

function readState(file: string): Record<string, { next: number; accuracy: Accuracy }> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function showProgress(
  what: string,
  share: number,
  began: { time: number; done: number },
  done: number,
): void {
  const perPiece = (Date.now() - began.time) / (done - began.done);
  const minutes = (perPiece * (done / share - done)) / 60000;
  const bar = '█'.repeat(Math.round(30 * share)).padEnd(30, '░');
  process.stderr.write(
    `\r${bar} ${(100 * share).toFixed(2)} %, ${minutes.toFixed(0)} min left, ${what}`.padEnd(90),
  );
}
