import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { fromKeras } from '../../src/keras/index.js';
import { fixture } from '../support/fixtures.js';
import { expectOutputsWithin, type Saved } from '../support/keras_outputs.js';
import { load, saved } from '../support/models.js';

// Functions that were called on tensors of functional models; make.py beside the fixtures made these with real Keras.

interface Case {
  readonly configs: Readonly<Record<string, object>>;
  readonly x: readonly Saved[];
  readonly y: readonly Saved[];
}

/** What Keras saves and cannot load, and what a model of tfjs cannot do, with what the error says of it. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2.15.0': {
    einsum: 'calls tf.einsum, which is not supported', // In Keras 2 the file lacks the operands.
    max_pool: 'calls tf.nn.max_pool2d, which is not supported: use a layer instead',
    'x[0:1]': 'A slice must take the whole batch',
  },
  '3.15.1': Object.fromEntries(
    ['median', 'median again'].map((name) => [
      name,
      'is the Keras op median, which is not supported: use a layer instead',
    ]),
  ),
};

/** What a backend of tfjs has no kernel for. */
const LACKING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wasm: { einsum: "The layer einsum cannot compute einsum: Kernel 'Einsum' not registered" },
};

describe.each(['2.15.0', '3.15.1'])('Keras %s', (version) => {
  const cases: Record<string, Case> = JSON.parse(
    readFileSync(fixture(`keras/ops/ops_${version}.json`), 'utf8'),
  );
  const rows = Object.entries(cases).flatMap(([name, { configs, x, y }]) =>
    Object.entries(configs).map(([format, config]) => [name, format, config, x, y] as const),
  );
  const loaded = (config: object) =>
    tf.loadLayersModel(
      fromKeras({
        load: async () => ({ modelTopology: { keras_version: version, model_config: config } }),
      }),
    );

  test.each(rows)('%s, as .%s has it', async (name, _, config, x, y) => {
    const refusal = REFUSED[version]?.[name] ?? LACKING[globalThis.BACKEND]?.[name];
    if (refusal) {
      await expect(loaded(config)).rejects.toThrow(refusal);
      return;
    }
    const model = await loaded(config);
    for (const each of [model, await load(await saved(model))]) {
      await expectOutputsWithin(each, { x, y }, 2e-5);
    }
  });
});
