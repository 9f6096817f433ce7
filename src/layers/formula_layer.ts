import type * as tf from '@tensorflow/tfjs';
import { specialise } from '../catalogue/activation.js';
import type { Expression } from '../formula/expression.js';
import type { FunctionSource } from '../formula/functions.js';
import { PreparedFormula } from '../kernels/elementwise.js';
import { ActivationLayer, type Computation } from './activation_layer.js';
import { LearnedParameter } from './learned_parameter.js';

type Values = Readonly<Record<string, number | LearnedParameter>>;

/** A layer that computes a formula. Some parameters are weights, the others numbers. */
export abstract class FormulaLayer extends ActivationLayer {
  protected values: Values = {};
  protected readonly functions: readonly FunctionSource[] = [];
  private text = '';
  private prepared?: PreparedFormula;

  /** Sets the formula and the value of each parameter. Called once, in the constructor. */
  protected setFormula(text: string, values: Values, formula: Expression | string = text): void {
    this.text = text;
    this.values = values;
    const specialised = specialise(formula, values);
    this.prepared = new PreparedFormula(specialised.formula, specialised.parameters);
  }

  /** @internal */
  override computation(): Computation {
    const values = Object.entries(this.values).map(
      ([name, value]) => [name, typeof value === 'number' ? value : value.read()] as const,
    );
    return { formula: this.text, functions: this.functions, values: Object.fromEntries(values) };
  }

  protected override get learned(): readonly LearnedParameter[] {
    return Object.values(this.values).filter((value) => value instanceof LearnedParameter);
  }

  protected override activate(x: tf.Tensor): tf.Tensor {
    return (this.prepared as PreparedFormula).apply(x);
  }
}
