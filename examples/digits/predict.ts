import * as tf from '@tensorflow/tfjs';
import 'tfjs-advanced-activations'; // Registers the layers that the file names.
import { type BackendName, startBackend } from './backend.js';
import { loadDigits } from './digits.js';
import { folder } from './files.js';

// A separate program: loads the model that main.ts has saved, and prints its predictions for the digits.

const [backend, path, heldOut] = process.argv.slice(2);
await startBackend(backend as BackendName);
const model = await tf.loadLayersModel(folder(path));
const { test } = loadDigits(Number(heldOut));
const predictions = model.predict(test.pictures) as tf.Tensor;
console.log(JSON.stringify([...predictions.dataSync()]));
