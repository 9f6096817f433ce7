import type * as tf from '@tensorflow/tfjs';
import type { Problem } from './config/problems.js';
import { readModel, readWeights } from './files/read.js';
import type { SavedWeights } from './files/saved_model.js';
import { isHandler, type KerasSource } from './files/source.js';
import { loadKeras1, loadParts } from './load_parts.js';
import { factsOf } from './model_facts.js';
import { type FromKerasOptions, readOptions } from './options.js';
import { translate } from './translate.js';
import { problemsOfShapes, weightArtifacts } from './weights/artifacts.js';

/**
 * A Keras model, for `tf.loadLayersModel(fromKeras(source))`, saved by Keras 1, 2 or 3.
 *
 * ```js
 * const model = await tf.loadLayersModel(fromKeras('https://example.com/model.keras'));
 * model.predict(tf.zeros([1, 28, 28, 1])).print();
 * ```
 *
 * @param source The path or the URL of a `.keras` file, an `.h5` file or a converted `model.json`, a `File` or its
 *   bytes, an IO handler of tfjs, or the JSON of a model's config, whose weights are given in the options.
 * @returns An IO handler. Its `load` throws when the source cannot be read, and when a part of the model cannot be
 *   translated; the error names each layer. Nothing is changed silently.
 * @throws When the options are not an object, and when an option is unknown.
 */
export function fromKeras(source: KerasSource, options?: FromKerasOptions): tf.io.IOHandler {
  const { weights: ofOptions, customObjects } = readOptions('fromKeras', options);
  return {
    load: async () => {
      const { model: saved, version, weights: own } = await readModel(source);
      const weights = ofOptions === undefined ? own : await readWeights(ofOptions);
      const keras1 = await loadKeras1(version, weights);
      const model = keras1?.withSharedAxes(saved, version, weights) ?? saved;
      const facts = factsOf(model, version, keras1);
      const parts = await loadParts(facts, keras1, customObjects);
      const translation = translate(model, version, facts, parts, customObjects);
      if (translation.problems.length > 0) throw refusal(translation.problems);
      const { topology, given } = translation;
      const ofModel = { format: 'layers-model', generatedBy: `keras v${version}` };
      if (weights === undefined && isHandler(source)) {
        const problems = problemsOfShapes(translation);
        if (problems.length > 0) throw refusal(problems);
        given.keepWith(topology);
        return { ...ofModel, modelTopology: topology };
      }
      const made = weightArtifacts(translation, weights ?? NO_WEIGHTS, version);
      if ('problems' in made) throw weights ? refusal(made.problems) : new Error(WITHOUT_WEIGHTS);
      const { built, ...withWeights } = made;
      const artifacts = { ...ofModel, ...withWeights };
      given.keepWith(artifacts.modelTopology);
      built?.handOver(artifacts);
      return artifacts;
    },
  };
}

const NO_WEIGHTS: SavedWeights = { layout: 'names', list: [] };

const WITHOUT_WEIGHTS =
  'The model has no weights: model.to_json() returns only the config. Expected: weights that ' +
  'model.save_weights() writes, fromKeras(json, { weights }), or a whole model that model.save() writes';

function refusal(problems: readonly Problem[]): Error {
  const lines = problems.map(({ layer, place, message }) => `  ${layer} at ${place}: ${message}`);
  return new Error(`The model cannot be translated:\n${lines.join('\n')}`);
}
