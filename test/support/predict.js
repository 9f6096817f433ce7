import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import 'tfjs-advanced-activations';

// Prints the predictions of a model that was downloaded as two files, with the built package.

const [topologyPath, weightsPath, rows] = process.argv.slice(2);
tf.env().set('PROD', true);
await tf.setBackend('cpu');
const { modelTopology, weightsManifest } = JSON.parse(await readFile(topologyPath, 'utf8'));
const bytes = await readFile(weightsPath);
const model = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(bytes).buffer,
  }),
);
console.log(JSON.stringify(await model.predict(tf.tensor2d(JSON.parse(rows))).array()));
