import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { fromKeras } from 'tfjs-advanced-activations/keras';
import type { NodeBackend } from '../backends.js';
import { startInNode } from '../start_in_node.js';

// Loads a model once, and prints the milliseconds: an engine that has loaded a model before is faster.

const [backend, folder, loader] = process.argv.slice(2);
await startInNode(backend as NodeBackend);
await tf.ready();

const { weightSpecs, ...rest } = JSON.parse(await readFile(`${folder}/model.json`, 'utf8'));
const weights = await readFile(`${folder}/weights.bin`);
const { buffer, byteOffset, byteLength } = weights;
const weightData = buffer.slice(byteOffset, byteOffset + byteLength);
const handler = { load: async () => ({ ...rest, weightSpecs, weightData }) };
const start = performance.now();
await tf.loadLayersModel(loader === 'ours' ? fromKeras(handler) : handler);
console.log(performance.now() - start);
