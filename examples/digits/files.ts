import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * Saves and loads a model in a folder, in tfjs's own file format. (`file://` URLs do the same if tfjs-node is loaded;
 * this works on every backend.)
 */
export function folder(path: string): tf.io.IOHandler {
  return {
    async save(artifacts) {
      const weights = new tf.io.CompositeArrayBuffer(artifacts.weightData).slice();
      const model: tf.io.ModelJSON = {
        modelTopology: artifacts.modelTopology ?? {},
        weightsManifest: [{ paths: [WEIGHTS], weights: artifacts.weightSpecs ?? [] }],
      };
      await mkdir(path, { recursive: true });
      await writeFile(join(path, WEIGHTS), new Uint8Array(weights));
      await writeFile(join(path, MODEL), JSON.stringify(model));
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    },

    async load() {
      const model: tf.io.ModelJSON = JSON.parse(await readFile(join(path, MODEL), 'utf8'));
      return tf.io.getModelArtifactsForJSON(model, async (manifest) => {
        const weights = await readFile(join(path, WEIGHTS));
        const bytes = new Uint8Array(weights).buffer;
        return [manifest.flatMap((group) => group.weights), bytes];
      });
    },
  };
}
