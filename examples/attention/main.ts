import * as tf from '@tensorflow/tfjs';
import { layers } from 'tfjs-advanced-activations';

// Self-attention over sentences of different lengths. A word may attend to itself and to the words before it, and the
// padding after a shorter sentence is masked.

const sentences = [
  ['the', 'cat', 'sat', 'on', 'it'],
  ['dogs', 'bark'],
];
const [HEADS, SIZE] = [2, 4];
const length = Math.max(...sentences.map((words) => words.length));

tf.env().set('PROD', true);
await tf.setBackend('cpu');

const shape: [number, number, number, number] = [sentences.length, HEADS, length, SIZE];
const queries = tf.randomNormal(shape, 0, 1, 'float32', 1);
const keys = tf.randomNormal(shape, 0, 1, 'float32', 2);
const scores = tf.div(tf.matMul(queries, keys, false, true), Math.sqrt(SIZE));

// A mask broadcasts as in NumPy: axes are aligned from the last one, and `expandDims` adds those that are missing.
// The causal mask is [queries, keys], the same for each sentence and head.
const causal = tf.cast(tf.linalg.bandPart(tf.ones([length, length]), -1, 0), 'bool');
// The padding mask is [sentences, words]. It is used for the keys, for each head and query, and for the queries, for
// each head and key.
const lengths = tf.tensor2d(sentences.map((words) => [words.length]));
const isWord = tf.less(tf.range(0, length), lengths);
const isKey = isWord.expandDims(1).expandDims(1); // [sentences, 1, 1, keys]
const isQuery = isWord.expandDims(1).expandDims(-1); // [sentences, 1, queries, 1]
const mask = tf.logicalAnd(causal, tf.logicalAnd(isKey, isQuery));

const weights = layers.softmax({ axis: -1 }).apply(scores, { mask }) as tf.Tensor4D;

const rows = weights.arraySync();
sentences.forEach((words, sentence) => {
  const names = Array.from({ length }, (_, i) => words[i] ?? '(padding)');
  console.log(`\n${words.join(' ')}: the words that each word attends to, in the first head`);
  for (const [i, name] of names.entries()) {
    const shares = rows[sentence][0][i].map((share) => `${Math.round(100 * share)}%`.padStart(5));
    console.log(`${name.padStart(10)} ${shares.join('')}`);
  }
});
