import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { fromKeras } from 'tfjs-advanced-activations/keras';

// Two sequence models saved by Keras 3.15, which tfjs alone cannot load: a GRU with Keras's defaults that tags each
// word, and a transformer with attention, GELU and a padding mask that classifies sentences. Their predictions are
// compared with those of Keras, and they are trained with the same steps.

const path = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/keras/sequences/${name}`, import.meta.url));

tf.env().set('PROD', true);
await tf.setBackend('cpu');

for (const name of ['tagger', 'classifier']) {
  /** The results of Keras: outputs, the losses of five steps, and the outputs after them. */
  const inKeras = JSON.parse(await readFile(path(`${name}.json`), 'utf8'));
  const model = await tf.loadLayersModel(fromKeras(path(`${name}.keras`)));
  console.log(`${name}: ${model.layers.map((layer) => layer.getClassName()).join(', ')}`);
  compare('outputs', model.predict(tensor(inKeras.padded)) as tf.Tensor, inKeras.outputs);

  model.compile({ optimizer: tf.train.sgd(0.2), loss: 'categoricalCrossentropy' });
  const [words, targets] = [inKeras.words, inKeras.targets].map(tensor);
  console.log('step  loss here  in Keras');
  for (const [step, lossInKeras] of inKeras.losses.entries()) {
    const [loss] = [await model.trainOnBatch(words, targets)].flat();
    console.log(`${step + 1}     ${loss.toFixed(6)}   ${lossInKeras.toFixed(6)}`);
  }
  compare(
    'outputs after training',
    model.predict(tensor(inKeras.padded)) as tf.Tensor,
    inKeras.trained,
  );
}

interface Saved {
  readonly values: number[];
  readonly shape: number[];
}

function tensor({ values, shape }: Saved): tf.Tensor {
  return tf.tensor(values, shape);
}

function compare(what: string, received: tf.Tensor, expected: Saved): void {
  const difference = tf.max(tf.abs(tf.sub(received, tensor(expected)))).dataSync()[0];
  console.log(`${what} differ from Keras by at most ${difference.toExponential(1)}\n`);
}
