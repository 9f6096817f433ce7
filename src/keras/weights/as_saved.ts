import * as tf from '@tensorflow/tfjs';
import { keepConstrained } from '../../layers/learned_parameter.js';
import { make } from '../config/registry.js';
import { isSerialized, type Serialized, withArguments } from '../config/serialized.js';

type Config = tf.serialization.ConfigDict;
type Constraint = tf.serialization.Serializable & { apply(weight: tf.Tensor): tf.Tensor };

/**
 * Leaves a weight unchanged when it is set for the first time, because tfjs applies constraints to the weights that
 * it loads. Afterwards it acts as, and is saved as, the constraint that it wraps, also in training, where tfjs
 * ignores constraints.
 */
class AsSaved extends tf.serialization.Serializable {
  static readonly className = 'AsSaved';
  private readonly constraint: Constraint;
  private isLoaded = false;

  constructor(private readonly config: { readonly className: string; readonly config: Config }) {
    super();
    this.constraint = make(config.className, config.config) as Constraint;
  }

  apply(weight: tf.Tensor): tf.Tensor {
    if (this.isLoaded) return this.constraint.apply(weight);
    this.isLoaded = true;
    if (weight instanceof tf.Variable) keepConstrained(weight, this.constraint);
    const same = weight.clone();
    void Promise.resolve().then(() => same.dispose()); // tfjs has assigned it by then, and keeps no reference to it.
    return same;
  }

  override getClassName(): string {
    return this.isLoaded ? this.constraint.getClassName() : AsSaved.className;
  }

  getConfig(): Config {
    return this.isLoaded ? this.constraint.getConfig() : { ...this.config };
  }
}

tf.serialization.registerClass(AsSaved);

/** The same model with weights that are loaded as they were saved, regardless of constraints. */
export function withoutConstraining(topology: Serialized): Serialized {
  return withArguments(topology, (key, argument) =>
    key.endsWith('_constraint') && isSerialized(argument)
      ? { class_name: AsSaved.className, config: { ...argument } }
      : argument,
  );
}
