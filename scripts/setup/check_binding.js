import { createRequire } from 'node:module';
import { join } from 'node:path';

// Loads the copy of @tensorflow/tfjs-node in the given folder and computes something with it. This is a separate
// program because a broken native library can crash the process that loads it. It prints TensorFlow's version; the
// exit code says which part failed.

const BINDING_FAILED = 2;
const PACKAGE_FAILED = 3;

const folder = process.argv[2];
const manifest = join(folder, 'package.json');
const require = createRequire(manifest);

const binding = orExit(BINDING_FAILED, () =>
  require(require('@mapbox/node-pre-gyp').find(manifest)),
);
orExit(PACKAGE_FAILED, computeSomething);
console.log(binding.TF_Version);

function computeSomething() {
  const tf = require(folder);
  const result = tf.tidy(() => [...tf.tensor1d([-2, 3]).relu().dataSync()]);
  if (tf.getBackend() !== 'tensorflow' || result.join() !== '0,3') {
    throw new Error(`relu([-2, 3]) is [${result}] on the ${tf.getBackend()} backend`);
  }
}

function orExit(exitCode, action) {
  try {
    return action();
  } catch (error) {
    console.error(`${error.name}: ${error.message}`);
    return process.exit(exitCode);
  }
}
