import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend.js';
import { type Digits, loadDigits, nudged } from './digits.js';
import { folder } from './files.js';
import { models } from './model.js';
import { HELP, readOptions } from './options.js';
import { showDigits } from './show.js';

const HELD_OUT = 2000;
const GOAL = 0.95;
const SAME = 1e-6;

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(HELP);
  process.exit();
}

const backend = await startBackend(options.backend);
const { training, test } = loadDigits(HELD_OUT);
const model = models[options.model]();
console.log(
  `A ${options.model} network of all six layers, ${model.countParams()} weights, learns ` +
    `${training.labels.length} handwritten digits on the ${backend} backend.`,
);

const started = performance.now();
const accuracy = await train(model, training, test, options.epochs);
console.log(`Trained in ${seconds(started)}.\n`);

const path = options.save ?? (await mkdtemp(join(tmpdir(), 'digits-')));
await model.save(folder(path));
const predictions = model.predict(test.pictures) as tf.Tensor2D;
const difference = largestDifference(predictions.dataSync(), predictInNewProcess(path));
console.log(`Saved to ${path} and loaded in a new process.`);
console.log(`The predictions differ by at most ${difference}.\n`);

console.log(await drawFirst(4, test, predictions));
console.log(`\n${percent(accuracy)} of ${HELD_OUT} test digits are classified correctly.`);

if (!(accuracy >= GOAL)) fail(`The goal is ${percent(GOAL)}.`);
if (!(difference <= SAME))
  fail(`The predictions of the saved network must be the same to ${SAME}.`);

/** Trains, and prints the accuracy on the test digits after each epoch; returns the last one. */
async function train(
  model: tf.Sequential,
  { pictures, labels }: Digits,
  test: Digits,
  epochs: number,
): Promise<number> {
  const oneHot = (labels: readonly number[]) => tf.oneHot(tf.tensor1d([...labels], 'int32'), 10);
  const [targets, testTargets] = [oneHot(labels), oneHot(test.labels)];
  model.compile({
    optimizer: tf.train.adam(0.002),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const batchSize = 128;
  const batches = Math.ceil(labels.length / batchSize);
  let accuracy = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const moved = nudged(pictures, epoch);
    const { history } = await model.fit(moved, targets, {
      batchSize,
      shuffle: false, // They are already shuffled, and every run should be the same.
      validationData: [test.pictures, testTargets],
      verbose: 0,
      callbacks: {
        onBatchEnd: (batch) => {
          if (process.stdout.isTTY) process.stdout.write(`\r  batch ${batch + 1} of ${batches}`);
        },
      },
    });
    moved.dispose();
    accuracy = history.val_acc[0] as number;
    const [loss] = history.loss as number[];
    const line = `  epoch ${epoch}: loss ${loss.toFixed(3)}, test accuracy ${percent(accuracy)}`;
    console.log(process.stdout.isTTY ? `\r${line}` : line);
  }
  tf.dispose([targets, testTargets]);
  return accuracy;
}

/** The predictions of the saved model for the test digits, in a process that has only the file. */
function predictInNewProcess(path: string): number[] {
  const program = fileURLToPath(new URL('predict.ts', import.meta.url));
  const output = execFileSync(
    process.execPath,
    [...process.execArgv, program, backend, path, String(HELD_OUT)],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  return JSON.parse(output);
}

async function drawFirst(count: number, digits: Digits, predictions: tf.Tensor2D): Promise<string> {
  const read = tf.argMax(predictions, 1).dataSync();
  const pictures = (await digits.pictures.slice(0, count).array()) as number[][];
  const captions = pictures.map((_, i) => `  read as ${read[i]}, is a ${digits.labels[i]}`);
  return showDigits(pictures, captions);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
