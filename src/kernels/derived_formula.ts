import { gradient, gradientFromResult } from '../formula/derive.js';
import { type Expression, variablesOf } from '../formula/expression.js';
import { parse } from '../formula/parse.js';

/** The name by which a gradient reads the result of the formula that it was derived of. */
export const RESULT = 'y1';

/** A formula or a gradient of one, of any order, with what running it needs. */
export class DerivedFormula {
  readonly variables: readonly string[];
  /** The name of the upstream gradient that the gradient of this formula reads. */
  readonly upstream: string;
  private readonly gradients = new Map<string, DerivedFormula | undefined>();

  private constructor(
    readonly expression: Expression,
    private readonly order: number,
  ) {
    this.variables = variablesOf(expression);
    this.upstream = `dy${order + 1}`;
  }

  /** The variables that are not among the tensors `names`, in their order. */
  scalars(names: readonly string[]): string[] {
    return this.variables.filter((name) => !names.includes(name));
  }

  /** The values of these, in the same order. */
  scalarValues(
    names: readonly string[],
    values: Readonly<Record<string, number>>,
  ): readonly number[] {
    if (names.length === this.variables.length) return NONE;
    return this.scalars(names).map((name) => values[name]);
  }

  /** The derivative by the variable `name`, times the upstream gradient. */
  gradient(name: string): DerivedFormula {
    return this.derived(name, () =>
      gradient(this.expression, name, this.upstream),
    ) as DerivedFormula;
  }

  /** The same by `x`, reading the formula's result in its place, if there is such a form. */
  get gradientFromResult(): DerivedFormula | undefined {
    return this.derived(RESULT, () =>
      gradientFromResult(this.expression, 'x', this.upstream, RESULT),
    );
  }

  private derived(key: string, derive: () => Expression | undefined): DerivedFormula | undefined {
    if (!this.gradients.has(key)) {
      const expression = derive();
      this.gradients.set(key, expression && new DerivedFormula(expression, this.order + 1));
    }
    return this.gradients.get(key);
  }

  private static readonly known = new Map<string, DerivedFormula>();

  /**
   * The formula derived by one variable after the other, as plain data names it. `RESULT` stands
   * for the derivative by `x` in terms of the result.
   */
  static of(formula: string, by: readonly string[] = NONE): DerivedFormula {
    let derived = DerivedFormula.known.get(formula);
    if (derived === undefined) {
      derived = new DerivedFormula(parse(formula), 0);
      DerivedFormula.known.set(formula, derived);
    }
    for (const name of by) derived = step(derived, name);
    return derived;
  }
}

const NONE: readonly never[] = [];

function step(derived: DerivedFormula, name: string): DerivedFormula {
  const isResult = name === RESULT && !derived.variables.includes(RESULT);
  return (isResult && derived.gradientFromResult) || derived.gradient(name);
}
