import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { ops } from '../dist/esm/activations/ops.js';
import { parseOnce } from '../dist/esm/formula/parse_once.js';
import { elementwise } from '../dist/esm/kernels/elementwise.js';
import { FEATURES } from './cases.js';
import { interleave } from './measure.js';
import type { PeerResult, Problem } from './results.js';

/** The exports of `bench/peers/onnxruntime.js`. */
interface OnnxRuntime {
  readonly prepare: (
    activation: string,
    shape: readonly number[],
    x: Float32Array,
  ) => Promise<() => Promise<Float32Array>>;
}

const SIZE = 1e6;
const GELU = '0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))';

/** The activations that the other systems have, too, by their names in those programs. */
const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  LeakyReLU: (x) => elementwise(parseOnce('x <= 0 ? alpha * x : x'), x, { alpha: 0.3 }),
  ELU: (x) => elementwise(parseOnce('x <= 0 ? expm1(x) : x'), x),
  SiLU: (x) => elementwise(parseOnce('x * sigmoid(x)'), x),
  'GELU (tanh)': (x) => elementwise(parseOnce(GELU), x),
  Mish: (x) => elementwise(parseOnce('x * tanh(softplus(x))'), x),
  Softmax: (x) => ops.softmax(x, [1]),
};

/** Times the formulas together with the WebAssembly kernels of onnxruntime-web, if it is installed. */
export async function benchPeers(
  budgetMs: number,
  report: (result: PeerResult | Problem) => void,
): Promise<void> {
  const shape: [number, number] = [SIZE / FEATURES, FEATURES];
  const x = tf.randomNormal(shape, 0, 2, 'float32', 1);
  const values = x.dataSync<'float32'>();
  const onnxruntime = await loadOnnxRuntime();
  if (onnxruntime === undefined) report({ kind: 'problem', what: 'onnxruntime-web is missing' });
  for (const [activation, compute] of Object.entries(activations)) {
    const theirs = await onnxruntime?.prepare(activation, shape, values);
    const difference = theirs && largestDifference(compute(x).dataSync(), await theirs());
    if (difference !== undefined && !(difference < 2e-6)) {
      report({
        kind: 'problem',
        what: `${activation} differs from onnxruntime-web by ${difference}`,
      });
    }
    const call = () => compute(x).dispose();
    const { ours } = await interleave({ ours: call }, budgetMs);
    const interleaved = theirs && (await interleave({ ours: call, onnxruntime: theirs }, budgetMs));
    report({ kind: 'peer', activation, ours, interleaved });
  }
  x.dispose();
}

async function loadOnnxRuntime(): Promise<OnnxRuntime | undefined> {
  const peers = new URL('./peers/', import.meta.url);
  if (!existsSync(new URL('node_modules/onnxruntime-web', peers))) return undefined;
  return import(new URL('onnxruntime.js', peers).href);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
