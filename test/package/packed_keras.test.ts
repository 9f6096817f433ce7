import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlers } from '../support/bundlers.js';
import { NAME, packBeforeAll, project, root, run, runWithTools } from '../support/packed.js';

// The entry points for Keras models, in the file that npm would publish.

packBeforeAll();

const TFJS = ['@tensorflow/tfjs'];

/** Loads a model with a layer that tfjs does not have. */
const PROGRAM = `
  import { readFile } from 'node:fs/promises';
  import * as tf from '@tensorflow/tfjs';
  import { fromKeras } from '${NAME}/keras';
  const isRegistered = () => 'ZeroPadding3D' in tf.serialization.SerializationMap.getMap().classNameMap;
  const before = isRegistered();
  const model = await tf.loadLayersModel(fromKeras(await readFile('model.keras')));
  console.log(JSON.stringify({ before, after: isRegistered(), layers: model.layers.length }));`;

test.each(Object.entries(bundlers))(
  'bundled by %s, the layers of Keras are in a separate file, which is loaded only with a model that needs it',
  async (name, program) => {
    const folder = project(name, TFJS);
    writeFileSync(join(folder, 'main.mjs'), PROGRAM);
    cpSync(
      join(root, 'test/fixtures/keras/layers/3.15.1/volumes.keras'),
      join(folder, 'model.keras'),
    );
    const external = JSON.stringify([...TFJS, 'node:fs/promises']);
    await runWithTools(folder, program({ external, minify: true }));
    rmSync(join(folder, 'node_modules', NAME), { recursive: true });
    expect(JSON.parse(await run(folder, 'bundle.mjs'))).toEqual({
      ...{ before: false, after: true, layers: 7 },
    });
    const withLayers = readdirSync(folder).filter(
      (file) =>
        /\.m?js$/.test(file) && readFileSync(join(folder, file), 'utf8').includes('Keras>GRUCell'),
    );
    expect(withLayers).toHaveLength(1);
    expect(withLayers).not.toContain('bundle.mjs');
  },
  60000,
);
