import * as tf from '@tensorflow/tfjs';
import { gunzipSync } from 'fflate';
import { fromKeras } from '../../src/keras/index.js';
import { readFixture } from '../support/fixtures.js';
import { load, saved } from '../support/models.js';
import { expectValues } from '../support/values.js';

// Functions that were called on tensors of functional models; make.py beside the fixtures made these with real Keras.

/** An infinity or NaN is text. */
interface Saved {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: readonly (number | string)[];
}

interface Case {
  /** The config as JSON, which Python writes with infinities, by the format of the file. */
  readonly configs: Readonly<Record<string, string>>;
  readonly x: readonly Saved[];
  readonly y: readonly Saved[];
  /** The gradients of {@link total} by the inputs, and null for integers. */
  readonly dx: readonly (Saved | null)[];
}

const BATCH = 'An op along the batch axis is not supported';
const CONSTANTS = 'The indices of take from a tensor must be constants';

/** What Keras saves and cannot load, and what a model of tfjs cannot do, with what the error says of it. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2.15.0': {
    einsum: 'calls tf.einsum, which is not supported', // In Keras 2 the file lacks the operands.
    'x[0:1]': 'A slice must take the whole batch',
    strided_slice: 'calls tf.strided_slice, which is not supported',
    shape: 'calls tf.compat.v1.shape, which is not supported',
  },
  '3.15.1': {
    'einsum over the batch': BATCH,
    'mean of none': BATCH,
    'tile batch': BATCH,
    'pad batch': BATCH,
    'transpose batch': 'The axes of a transpose must be the batch first',
    broadcast_to: 'cannot be broadcast to [2,3,4]', // Keras saves the length of the batch.
    'norm 1 of a matrix': "The order of the norm of a matrix must be 'fro'",
    'conv with kernels of the model': 'A slice must take the whole batch',
    'take tensor': CONSTANTS,
  },
};

/** Of these, shaders compute only a few digits. */
const IN_SHADERS = /^(sin|cos|tan|arccos|sinc)$/;
const isInShader = ['webgl', 'webgpu'].includes(BACKEND);

const numbers = ({ values }: Saved) =>
  values.map((value) => Number(String(value).replace('inf', 'Infinity')));

const tensor = (each: Saved) =>
  tf.tensor(numbers(each), each.shape, each.dtype === 'int32' ? 'int32' : 'float32');

const oneOrAll = <T>(all: T[]) => (all.length === 1 ? all[0] : all);

/** The sum of the outputs, each multiplied by the cosine of its place. */
function total(model: tf.LayersModel, inputs: tf.Tensor[]): tf.Scalar {
  const outputs = [model.apply(oneOrAll(inputs), { training: true })].flat() as tf.Tensor[];
  const sums = outputs.map((y) => {
    // A cosine of webgl is off by 2e-4.
    const cosines = Array.from({ length: y.size }, (_, i) => Math.cos(i));
    const factors = tf.tensor(cosines, y.shape);
    return tf.sum(tf.mul(tf.cast(y, 'float32'), factors));
  });
  return sums.reduce((a, b) => tf.add(a, b)).asScalar();
}

async function expectAll(received: readonly tf.Tensor[], expected: readonly Saved[], of: number) {
  expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  for (const [i, each] of expected.entries()) {
    const values = numbers(each);
    const largest = Math.max(1, ...values.filter(Number.isFinite).map(Math.abs));
    await expectValues(received[i], values, { ulp: 0, absolute: of * largest });
  }
}

describe.each(['2.15.0', '3.15.1'])('Keras %s', (version) => {
  const loaded = (config: string) =>
    tf.loadLayersModel(
      fromKeras(
        new TextEncoder().encode(`{"keras_version": "${version}", "model_config": ${config}}`),
      ),
    );

  test('functions on tensors have the outputs of Keras to 2e-5, and its gradients to 1e-4', async () => {
    const bytes = gunzipSync(await readFixture(`keras/ops/ops_${version}.json.gz`));
    const cases: Record<string, Case> = JSON.parse(new TextDecoder().decode(bytes));
    const failed: string[] = [];
    for (const [name, { configs, x, y, dx }] of Object.entries(cases)) {
      for (const [format, config] of Object.entries(configs)) {
        try {
          const refusal = REFUSED[version][name];
          if (refusal) {
            await expect(loaded(config)).rejects.toThrow(refusal);
            continue;
          }
          const model = await loaded(config);
          const inputs = x.map(tensor);
          for (const each of [model, await load(await saved(model))]) {
            const bound = isInShader && IN_SHADERS.test(name) ? 2e-4 : 2e-5;
            await expectAll([each.predict(oneOrAll(inputs))].flat(), y, bound);
          }
          const floats = inputs.filter((_, i) => dx[i]);
          if (floats.length === 0) continue;
          const gradients = tf.grads((...given) =>
            total(
              model,
              inputs.map((each, i) => (dx[i] ? given[floats.indexOf(each)] : each)),
            ),
          )(floats);
          await expectAll(
            gradients,
            dx.filter((each) => each !== null),
            isInShader && IN_SHADERS.test(name) ? 2e-3 : 1e-4,
          );
        } catch (error) {
          failed.push(`${name} of .${format}: ${(error as Error).message}`);
        }
      }
    }
    expect(failed).toEqual([]);
    expect(Object.keys(cases).length).toBeGreaterThan(250);
  }, 300_000);
});
