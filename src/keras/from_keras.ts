import type * as tf from '@tensorflow/tfjs';
import type { Problem } from './config/problems.js';
import { readModel } from './files/read.js';
import type { KerasSource } from './files/source.js';
import { translate } from './translate.js';
import { weightArtifacts } from './weights/artifacts.js';
import { withoutConstraining } from './weights/as_saved.js';

/**
 * A model of Keras, for `tf.loadLayersModel(fromKeras(source))`, saved by Keras 2 or 3.
 *
 * @param source The path or the URL of a `.keras`, an `.h5` or a converted `model.json` file, such a file or
 *   its bytes, or a handler of tfjs.
 * @returns A handler whose `load` throws when the source cannot be read, and, naming each layer, when the model
 *   has what cannot be translated: nothing of it is computed otherwise in silence.
 */
export function fromKeras(source: KerasSource): tf.io.IOHandler {
  return {
    load: async () => {
      const { model, version, weights } = await readModel(source);
      const translation = translate(model, version);
      if (translation.problems.length > 0) throw refusal(translation.problems);
      return {
        format: 'layers-model',
        generatedBy: `keras v${version}`,
        modelTopology: translation.topology,
        ...(weights.length > 0 && {
          modelTopology: withoutConstraining(translation.topology),
          ...(await weightArtifacts(translation, weights)),
        }),
      };
    },
  };
}

function refusal(problems: readonly Problem[]): Error {
  const lines = problems.map(({ layer, place, message }) => `  ${layer} at ${place}: ${message}`);
  return new Error(`The model cannot be translated:\n${lines.join('\n')}`);
}
