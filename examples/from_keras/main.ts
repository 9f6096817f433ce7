import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { check, fromKeras } from 'tfjs-advanced-activations/keras';

// A model saved by Keras 3.12, without Python and without a converter: how each layer is loaded, the predictions
// compared with those of Keras, and the same training steps as in Keras. The file could also be an .h5 file, a URL,
// or a file that the visitor of a page has chosen.

const path = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/keras/models/keras3/${name}`, import.meta.url));

/** The results of Keras: outputs, the losses of five steps, and the outputs after them. */
const inKeras = JSON.parse(await readFile(path('sequential.json'), 'utf8'));

tf.env().set('PROD', true);
await tf.setBackend('cpu');

for (const { layer, className, problems, stock } of await check(path('sequential.keras'))) {
  const here = problems.length > 0 ? problems.join('; ') : 'loads';
  const note = stock.length > 0 ? `; tfjs by itself ${stock.join('; ')}` : '';
  console.log(`${layer.padEnd(12)} ${className.padEnd(10)} ${here}${note}`);
}

const model = await tf.loadLayersModel(fromKeras(path('sequential.keras')));
const [inputs, targets] = [...inKeras.inputs, ...inKeras.targets].map(tensor);
compare('outputs', model.predict(inputs) as tf.Tensor, inKeras.outputs[0]);

model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
console.log('\nstep  loss here  in Keras');
for (const [step, lossInKeras] of inKeras.losses.entries()) {
  const [loss] = [await model.trainOnBatch(inputs, targets)].flat();
  console.log(`${step + 1}     ${loss.toFixed(6)}   ${lossInKeras.toFixed(6)}`);
}
compare('outputs after training', model.predict(inputs) as tf.Tensor, inKeras.trained[0]);

interface Saved {
  readonly values: number[];
  readonly shape: number[];
}

function tensor({ values, shape }: Saved): tf.Tensor {
  return tf.tensor(values, shape);
}

function compare(what: string, received: tf.Tensor, expected: Saved): void {
  const difference = tf.max(tf.abs(tf.sub(received, tensor(expected)))).dataSync()[0];
  console.log(`\n${what} differ from Keras by at most ${difference.toExponential(1)}`);
}
