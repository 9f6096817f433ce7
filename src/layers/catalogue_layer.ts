import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../arguments/parameters.js';
import { readParameter } from '../arguments/parameters.js';
import { show } from '../arguments/show.js';
import { type Activation, specialise } from '../catalogue/activation.js';
import { aLayer, sortArguments } from './arguments.js';
import { FormulaLayer } from './formula_layer.js';
import { LearntParameter, readLearntArgs } from './learnt_parameter.js';

/** The layer of an elementwise activation: its arguments are the activation's parameters. */
export abstract class CatalogueLayer extends FormulaLayer {
  private readonly values: Readonly<Record<string, number>>;

  /** @param learns Whether an argument may say how the parameter is learnt. */
  constructor(activation: Activation, args: object = {}, learns = false) {
    const { className } = new.target;
    const owner = aLayer(className);
    const parameters = Object.entries<Parameter>(activation.parameters);
    const names = parameters.map(([name, { also = [] }]) => [name, also] as const);
    const { layer, own } = sortArguments(className, args, Object.fromEntries(names));
    const values: Record<string, number> = {};
    const learnt = new Map<string, LearntParameter>();
    for (const [name, parameter] of parameters) {
      const value = activation.layerDefaults?.[name] ?? parameter.default;
      const given = own[name];
      if (given === undefined && value === undefined) {
        throw new Error(`The ${name} of ${owner} must be given. Received: ${show(args)}`);
      }
      if (learns && typeof given?.value === 'object') {
        const initializer = tf.initializers.constant({ value: value ?? 0 });
        const learntArgs = { initializer, ...readLearntArgs(owner, given) };
        learnt.set(name, new LearntParameter(owner, name, learntArgs));
      } else {
        values[name] = given ? readParameter(owner, parameter, given) : (value as number);
      }
    }
    const { formula, parameters: numbers } = specialise(activation.formula, values);
    super(layer, formula, learnt, numbers);
    this.values = values;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const [name, value] of Object.entries(this.values)) {
      config[name] = value === Infinity ? null : value;
    }
    for (const [name, parameter] of this.learnt) config[name] = parameter.getConfig();
    return config;
  }
}
