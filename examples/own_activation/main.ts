import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { act, defineActivation, layers } from 'tfjs-advanced-activations';
import { folder } from '../digits/files.js';

// A new activation, defined as one line of mathematics. It is an op, a name for `activation`, a function that other
// formulas may call, and a layer whose parameter is learned. Here the layer learns the frequency of a pulse. The
// saved model contains the formula, so that it loads in a process that does not define the activation.

const formula = 'cos(frequency * x) * exp(-x * x / 2)'; // The Morlet wavelet.
const [TRUE_FREQUENCY, FIRST_GUESS] = [5, 3];

tf.env().set('PROD', true);
await tf.setBackend('cpu');

const wavelet = defineActivation({ name: 'wavelet', formula, parameters: { frequency: 2 } });

const time = tf.linspace(-3, 3, 201).reshape([-1, 1]);
const pulse = wavelet(time, { frequency: TRUE_FREQUENCY });
const slope = tf.grad((x) => wavelet(x))(tf.scalar(0.5));
console.log(`as an op: wavelet(0.5) = ${numberIn(wavelet(0.5))}, its slope ${numberIn(slope)}`);

const network = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 16,
      inputShape: [1],
      activation: act<'wavelet'>('wavelet'),
      ...seeded(1),
    }),
    layers.formula({ formula: 'x + gain * wavelet(x)', gain: { initializer: 'zeros' } }),
    tf.layers.dense({ units: 1, ...seeded(2) }),
  ],
});
const [before, after] = await train(network, 0.03, 200);
console.log(`as a name, and in another formula: loss ${before} before, ${after} after`);

const initializer = tf.initializers.constant({ value: FIRST_GUESS });
const listener = tf.sequential({
  layers: [
    layers.formula({
      formula,
      frequency: { initializer, sharedAxes: [1] },
      name: 'ear',
      inputShape: [1],
    }),
  ],
});
await train(listener, 0.05, 200);
const [frequency] = listener.getLayer('ear').getWeights();
console.log(
  `as a layer: initial frequency ${FIRST_GUESS}, learned ${numberIn(frequency)}, ` +
    `true ${TRUE_FREQUENCY}`,
);

const path = await mkdtemp(join(tmpdir(), 'own-activation-'));
try {
  await listener.save(folder(path));
  const program = fileURLToPath(new URL('load.ts', import.meta.url));
  process.stdout.write(execFileSync(process.execPath, [...process.execArgv, program, path]));
} finally {
  await rm(path, { recursive: true });
}

/** Fits the pulse, and returns the losses before and after. */
async function train(model: tf.Sequential, rate: number, epochs: number): Promise<string[]> {
  model.compile({ optimizer: tf.train.adam(rate), loss: 'meanSquaredError' });
  const loss = () => numberIn(model.evaluate(time, pulse) as tf.Scalar, 5);
  const before = loss();
  await model.fit(time, pulse, { epochs, batchSize: 201, verbose: 0 });
  return [before, loss()];
}

/** The same initial weights in every run. */
function seeded(seed: number) {
  return { kernelInitializer: tf.initializers.glorotNormal({ seed }) };
}

function numberIn(tensor: tf.Tensor, digits = 3): string {
  return tensor.dataSync()[0].toFixed(digits);
}
