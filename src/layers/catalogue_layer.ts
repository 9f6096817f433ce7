import * as tf from '@tensorflow/tfjs';
import { type Given, wrong } from '../arguments/by_name.js';
import { readParameters } from '../arguments/parameters.js';
import type { Activation } from '../catalogue/activation.js';
import { FormulaLayer } from './formula_layer.js';
import { LearnedParameter, readLearnedArgs } from './learned_parameter.js';

/** The layer of an entry of the catalogue: its arguments are the parameters of the entry. */
export abstract class CatalogueLayer extends FormulaLayer {
  /** @param learns Whether a parameter can be learned. */
  constructor(activation: Activation, args?: object, learns = false) {
    super(args, activation.parameters);
    const parameters = { ...activation.parameters };
    for (const [name, value] of Object.entries(activation.layerDefaults ?? {})) {
      parameters[name] = { ...parameters[name], default: value };
    }
    const readLearned = (given: Given, name: string) => {
      if (!learns || typeof given.value !== 'object') return undefined;
      const { default: value = 0 } = parameters[name];
      const own = readLearnedArgs(this.owner, given);
      if (value === Infinity && own.initializer === undefined) {
        throw wrong(this.owner, given, 'needs an initializer, because it has no finite default');
      }
      const learnedArgs = { initializer: tf.initializers.constant({ value }), ...own };
      return new LearnedParameter(this.owner, name, learnedArgs);
    };
    const values = readParameters(this.owner, parameters, this.given, readLearned);
    this.setFormula(activation.formula, values);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, value] of Object.entries(this.values)) {
      if (value instanceof LearnedParameter) config[name] = value.getConfig();
      else config[name] = value === Infinity ? null : value;
    }
    return config;
  }
}
