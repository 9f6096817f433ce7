import * as tf from '@tensorflow/tfjs';
import 'tfjs-advanced-activations';
import { folder } from '../digits/files.js';

// The other process imports the package and defines no activation.

tf.env().set('PROD', true);
await tf.setBackend('cpu');

const model = await tf.loadLayersModel(folder(process.argv[2]));
const { formula } = model.getLayer('ear').getConfig() as unknown as { formula: { name: string } };
const [frequency] = model.getLayer('ear').getWeights();
console.log(
  `loaded elsewhere: ${formula.name}, frequency ${frequency.dataSync()[0].toFixed(3)}, ` +
    `value at 0.5 ${(model.predict(tf.tensor2d([[0.5]])) as tf.Tensor).dataSync()[0].toFixed(3)}`,
);
