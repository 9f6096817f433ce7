import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

// A model is trained on one backend and saved; the next backend loads it, predicts the same and trains it further.
// Here the saved model is kept in memory; it could also be in a file, in IndexedDB or on a server.

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // Suppresses TensorFlow's messages about its build.
tf.env().set('PROD', true);

const backends: Readonly<Record<string, () => Promise<unknown>>> = {
  tensorflow: () => import('@tensorflow/tfjs-node'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  cpu: async () => {},
};
const EPOCHS = 100;

const { inputs, targets } = rings(256);
let baton: { saved: tf.io.ModelArtifacts; said: Float32Array } | undefined;

console.log('backend     predictions differ by   loss before   after');
for (const [name, load] of Object.entries(backends)) {
  try {
    await load();
  } catch {
    console.log(`${name.padEnd(11)} is not installed`);
    continue;
  }
  await tf.setBackend(name);
  const [x, y] = [tf.tensor2d(inputs), tf.tensor2d(targets)];
  const model = baton ? await tf.loadLayersModel(tf.io.fromMemory(baton.saved)) : firstModel();
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });

  const difference = baton
    ? largestDifference(await predictions(model, x), baton.said).toExponential(1)
    : '';
  const before = await lossOf(model, x, y);
  await model.fit(x, y, { epochs: EPOCHS, batchSize: inputs.length, verbose: 0 });
  const after = await lossOf(model, x, y);
  console.log(
    `${name.padEnd(11)} ${difference.padEnd(23)} ` +
      `${before.toFixed(4).padEnd(13)} ${after.toFixed(4)}`,
  );
  baton = { saved: await save(model), said: await predictions(model, x) };
  tf.dispose([x, y]);
  model.dispose();
}

function firstModel(): tf.LayersModel {
  const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.heNormal({ seed }) });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 16, inputShape: [2], ...seeded(1) }),
      layers.prelu(),
      tf.layers.dense({ units: 16, activation: 'mish', ...seeded(2) }),
      layers.formula({ formula: 'x * sigmoid(beta * x)', beta: { initializer: 'ones' } }),
      tf.layers.dense({ units: 1, activation: 'sigmoid', ...seeded(3) }),
    ],
  });
}

/** Points around the origin, labelled by whether they are outside a wavy ring. */
function rings(count: number): { inputs: number[][]; targets: number[][] } {
  const points = Array.from({ length: count }, (_, i) => {
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    const radius = 2 * Math.sqrt((i + 0.5) / count);
    const isOutside = radius > 1.2 + 0.3 * Math.sin(3 * angle);
    return { input: [radius * Math.cos(angle), radius * Math.sin(angle)], target: [+isOutside] };
  });
  return { inputs: points.map(({ input }) => input), targets: points.map(({ target }) => target) };
}

async function save(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return saved;
}

async function lossOf(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  const loss = model.evaluate(x, y) as tf.Scalar;
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

async function predictions(model: tf.LayersModel, x: tf.Tensor): Promise<Float32Array> {
  return (await (model.predict(x) as tf.Tensor).data()) as Float32Array;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
