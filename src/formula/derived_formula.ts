import { type ExpressionData, fromData, toData } from './data.js';
import { gradient, gradientFromResult } from './derive.js';
import { type Expression, variablesOf } from './expression.js';

/** The name of the result of the original formula in a gradient. */
export const RESULT = 'y1';

/** Names that are reserved: the result, the upstream gradients, and reserved words of JavaScript. */
function isReserved(name: string): boolean {
  return name === RESULT || name === '__proto__' || /^dy\d+$/.test(name);
}

export function refuseName(name: string): never {
  throw new Error(`A parameter cannot be named x, y1, dy1, dy2, …. Received: ${name}`);
}

/** A formula or its gradient of any order, with everything needed to run it. */
export class DerivedFormula {
  readonly variables: readonly string[];
  /** The name of the upstream gradient in the gradient of this formula. */
  readonly upstream: string;
  readonly readsX: boolean;
  private readonly gradients = new Map<string, DerivedFormula | undefined>();
  private readonly reads = new Map<string, readonly string[]>();
  private knownData?: ExpressionData;

  private constructor(
    readonly expression: Expression,
    private readonly order: number,
  ) {
    this.variables = variablesOf(expression);
    this.upstream = `dy${order + 1}`;
    this.readsX = this.variables.includes('x');
  }

  /** The variables that are not among the tensors `names`, in order. */
  scalars(names: readonly string[]): string[] {
    return this.variables.filter((name) => !names.includes(name));
  }

  /** The derivative with respect to the variable `name`, times the upstream gradient. */
  gradient(name: string): DerivedFormula {
    return this.derived(name, () =>
      gradient(this.expression, name, this.upstream),
    ) as DerivedFormula;
  }

  /** The same with respect to `x`, in terms of the formula's result instead, if there is such a form. */
  private get gradientFromResult(): DerivedFormula | undefined {
    return this.derived(RESULT, () =>
      gradientFromResult(this.expression, 'x', this.upstream, RESULT),
    );
  }

  /**
   * The tensors among `names` that the gradients with respect to them read; `RESULT` if the gradient with respect to
   * `x` is computed from the result.
   */
  readByGradients(names: readonly string[]): readonly string[] {
    const key = names.join();
    let read = this.reads.get(key);
    if (read === undefined) {
      const isOfResult =
        this.order === 0 &&
        key === 'x' &&
        this.gradientFromResult?.variables.includes(RESULT) === true;
      const variables = names.flatMap((name) => this.gradient(name).variables);
      read = isOfResult ? [RESULT] : names.filter((name) => variables.includes(name));
      this.reads.set(key, read);
    }
    return read;
  }

  /** The formula differentiated with respect to one variable after the other; `RESULT` has the meaning as in `of`. */
  by(names: readonly string[]): DerivedFormula {
    let derived: DerivedFormula = this;
    for (const name of names) derived = derived.step(name);
    return derived;
  }

  private step(name: string): DerivedFormula {
    const isOfResult = name === RESULT && this.order === 0;
    return (isOfResult && this.gradientFromResult) || this.gradient(name);
  }

  private derived(key: string, derive: () => Expression | undefined): DerivedFormula | undefined {
    if (!this.gradients.has(key)) {
      const expression = derive();
      this.gradients.set(key, expression && new DerivedFormula(expression, this.order + 1));
    }
    return this.gradients.get(key);
  }

  /** The expression as plain data. */
  get data(): ExpressionData {
    this.knownData ??= toData(this.expression);
    return this.knownData;
  }

  private static readonly known = new WeakMap<Expression | ExpressionData, DerivedFormula>();

  /**
   * The formula differentiated with respect to one variable after the other. `RESULT` means the derivative with
   * respect to `x` in terms of the result.
   *
   * @param formula As an expression, or as data.
   * @throws When the formula uses a reserved name.
   */
  static of(formula: Expression | ExpressionData, by: readonly string[] = NONE): DerivedFormula {
    let derived = DerivedFormula.known.get(formula);
    if (derived === undefined) {
      const expression = 'kind' in formula ? formula : fromData(formula);
      derived = DerivedFormula.known.get(expression) ?? new DerivedFormula(expression, 0);
      const reserved = derived.variables.find(isReserved);
      if (reserved !== undefined) refuseName(reserved);
      DerivedFormula.known.set(expression, derived).set(formula, derived);
    }
    return derived.by(by);
  }
}

const NONE: readonly never[] = [];
