import { gradient } from '../formula/derive.js';
import { type Expression, variablesOf } from '../formula/expression.js';
import { parse } from '../formula/parse.js';

/** A formula or a gradient of one, of any order, with what running it needs. */
export class DerivedFormula {
  readonly variables: readonly string[];
  private readonly gradients = new Map<string, DerivedFormula>();

  private constructor(
    readonly expression: Expression,
    private readonly order: number,
  ) {
    this.variables = variablesOf(expression);
  }

  /** The name of the upstream gradient that the gradient of this formula reads. */
  get upstream(): string {
    return `dy${this.order + 1}`;
  }

  /** The derivative by the variable `name`, times the upstream gradient. */
  gradient(name: string): DerivedFormula {
    let derived = this.gradients.get(name);
    if (derived === undefined) {
      derived = new DerivedFormula(gradient(this.expression, name, this.upstream), this.order + 1);
      this.gradients.set(name, derived);
    }
    return derived;
  }

  private static readonly known = new Map<string, DerivedFormula>();

  /** The formula derived by one variable after the other, as plain data names it. */
  static of(formula: string, by: readonly string[]): DerivedFormula {
    let derived = DerivedFormula.known.get(formula);
    if (derived === undefined) {
      derived = new DerivedFormula(parse(formula), 0);
      DerivedFormula.known.set(formula, derived);
    }
    return by.reduce((outer, name) => outer.gradient(name), derived);
  }
}
