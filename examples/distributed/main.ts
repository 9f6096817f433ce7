import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';
import { fromKeras } from 'tfjs-advanced-activations/keras';

// A model that is too large for one machine: it is defined here, trained by TensorFlow in two worker processes that
// communicate over the network (here the loopback interface), and loaded again here.

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(`Usage: npx tsx examples/distributed/main.ts [--python <python>]

The Python must have TensorFlow 2.15; npm run check:keras makes one.`);
  process.exit();
}

const TRAIN = fileURLToPath(new URL('train.py', import.meta.url));
const [WORKERS, EPOCHS] = [2, 15];
const seeded = (seed: number) => tf.initializers.glorotNormal({ seed });

tf.env().set('PROD', true);
await tf.setBackend('cpu');
const folder = await mkdtemp(join(tmpdir(), 'distributed-'));
try {
  const { inputs, labels } = spirals(1024);
  const [x, y] = [tf.tensor2d(inputs), tf.tensor1d(labels)];
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 32, inputShape: [2], kernelInitializer: seeded(1) }),
      layers.prelu(),
      tf.layers.dense({ units: 32, kernelInitializer: seeded(2) }),
      layers.elu({ alpha: 0.5 }),
      tf.layers.dense({ units: 2, kernelInitializer: seeded(3) }),
      layers.softmax(),
    ],
  });
  console.log(`loss of the initial model: ${(await lossOf(model)).toFixed(4)}`);
  await save(model);
  await writeFile(join(folder, 'data.json'), JSON.stringify({ inputs, labels }));

  const losses = await train('together.keras', WORKERS);
  console.log(
    `loss in ${WORKERS} workers, by epoch:  ${losses.map((loss) => loss.toFixed(4)).join(' ')}`,
  );
  if (losses.some((loss, i) => i > 0 && loss >= losses[i - 1]))
    throw new Error('The loss in the workers does not fall.');

  await train('alone.keras', 1);
  const [together, alone] = await Promise.all(
    ['together.keras', 'alone.keras'].map((name) =>
      tf.loadLayersModel(fromKeras(join(folder, name))),
    ),
  );
  const difference = Math.max(
    ...together
      .getWeights()
      .map((weight, i) => tf.max(tf.abs(tf.sub(weight, alone.getWeights()[i]))).dataSync()[0]),
  );
  console.log(
    `the weights of one worker on the same batches differ by at most ${difference.toExponential(1)}`,
  );
  if (difference > 1e-4) throw new Error('The weights of the workers differ.');

  const back = await lossOf(together);
  await together.fit(x, y, { epochs: 10, batchSize: 64, shuffle: false, verbose: 0 });
  const after = await lossOf(together);
  console.log(
    `loss here: ${back.toFixed(4)} after loading, ${after.toFixed(4)} after ten more epochs`,
  );
  if (!(after < back && back < losses[0]))
    throw new Error('Training here does not continue from the loss of the workers.');

  async function lossOf(model: tf.LayersModel): Promise<number> {
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'sparseCategoricalCrossentropy' });
    return (await (model.evaluate(x, y) as tf.Scalar).data())[0];
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Points on two spirals, and the spiral of each point. */
function spirals(count: number): { inputs: number[][]; labels: number[] } {
  const points = Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const turn = 0.5 + 2.5 * ((i * 0.618034) % 1);
    const angle = turn * Math.PI + label * Math.PI;
    return { input: [(turn * Math.cos(angle)) / 2, (turn * Math.sin(angle)) / 2], label };
  });
  return { inputs: points.map(({ input }) => input), labels: points.map(({ label }) => label) };
}

/** Saves a model in tfjs's format, without tfjs's package for Node. */
async function save(model: tf.LayersModel): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = { format: 'layers-model', modelTopology, weightsManifest };
      await writeFile(join(folder, 'model.json'), JSON.stringify(json));
      await writeFile(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

/** Trains in this number of processes, and returns the losses. */
async function train(target: string, workers: number): Promise<number[]> {
  const ports = await Promise.all(Array.from({ length: workers }, freePort));
  const cluster = { worker: ports.map((port) => `127.0.0.1:${port}`) };
  const paths = ['model.json', 'data.json'].map((name) => join(folder, name));
  const processes = ports.map((_, index) => {
    const task = { type: 'worker', index };
    const together = workers > 1 ? { TF_CONFIG: JSON.stringify({ cluster, task }) } : {};
    return spawn(values.python, [TRAIN, ...paths, String(EPOCHS), join(folder, target)], {
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...together },
    });
  });
  const outputs = await Promise.all(processes.map(outputOf)).finally(() => {
    for (const each of processes) each.kill();
  });
  return JSON.parse(outputs[0].trim().split('\n').at(-1) as string);
}

async function outputOf(child: ChildProcess): Promise<string> {
  const [said, complained]: string[][] = [[], []];
  child.stdout?.on('data', (text) => said.push(text));
  child.stderr?.on('data', (text) => complained.push(text));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`A worker failed:\n${complained.join('')}`);
  return said.join('');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
