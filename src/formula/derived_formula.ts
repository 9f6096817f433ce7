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

/** One gradient of a formula. */
export interface Gradient {
  readonly formula: DerivedFormula;
  /** The variables that are tensors, in order: the upstream gradient, and some of those that are read. */
  readonly tensors: readonly string[];
  /** The other variables, in order. */
  readonly scalars: readonly string[];
}

/** The gradients of a formula with respect to tensors. */
export interface Gradients {
  /** The tensors that they read; `RESULT` if the gradient with respect to `x` is computed from the result. */
  readonly reads: readonly string[];
  /** The gradients, in the order of the tensors. */
  readonly each: readonly Gradient[];
}

/** A formula or its gradient of any order, with everything needed to run it. */
export class DerivedFormula {
  readonly variables: readonly string[];
  /** The name of the upstream gradient in the gradient of this formula. */
  readonly upstream: string;
  readonly readsX: boolean;
  private readonly derivatives = new Map<string, DerivedFormula | undefined>();
  private readonly knownGradients = new Map<string, Gradients>();
  private knownData?: ExpressionData;

  /**
   * @param by The variables with respect to which `root` was differentiated, in order, as for `of`.
   * @param differentiated `root`, unless it is this formula.
   */
  private constructor(
    readonly expression: Expression,
    readonly by: readonly string[] = NONE,
    private readonly differentiated?: DerivedFormula,
  ) {
    this.variables = variablesOf(expression);
    this.upstream = `dy${by.length + 1}`;
    this.readsX = this.variables.includes('x');
  }

  /**
   * The formula that was differentiated. Not a property, because tfjs follows all properties of a layer that is the
   * activation of another, and would not end.
   */
  get root(): DerivedFormula {
    return this.differentiated ?? this;
  }

  /** The variables that are not among the tensors `names`, in order. */
  scalars(names: readonly string[]): string[] {
    return this.variables.filter((name) => !names.includes(name));
  }

  /** The derivative with respect to the variable `name`, times the upstream gradient. */
  gradient(name: string): DerivedFormula {
    return this.derivative(name, () =>
      gradient(this.expression, name, this.upstream),
    ) as DerivedFormula;
  }

  /** The same with respect to `x`, in terms of the formula's result instead, if there is such a form. */
  private get gradientFromResult(): DerivedFormula | undefined {
    return this.derivative(RESULT, () =>
      gradientFromResult(this.expression, 'x', this.upstream, RESULT),
    );
  }

  /** The gradients with respect to the tensors `names`. */
  gradients(names: readonly string[]): Gradients {
    const key = names.join();
    let gradients = this.knownGradients.get(key);
    if (gradients === undefined) {
      const isOfX = this.by.length === 0 && key === 'x';
      const ofResult = isOfX ? this.gradientFromResult : undefined;
      gradients = ofResult?.variables.includes(RESULT)
        ? this.gradientsThatRead([RESULT], [ofResult])
        : this.gradientsThatRead(
            names,
            names.map((name) => this.gradient(name)),
          );
      this.knownGradients.set(key, gradients);
    }
    return gradients;
  }

  private gradientsThatRead(
    tensors: readonly string[],
    formulas: readonly DerivedFormula[],
  ): Gradients {
    const reads = tensors.filter((name) => formulas.some((each) => each.variables.includes(name)));
    const each = formulas.map((formula) => {
      const isTensor = (name: string) => name === this.upstream || reads.includes(name);
      const own = formula.variables.filter(isTensor);
      return { formula, tensors: own, scalars: formula.scalars(own) };
    });
    return { reads, each };
  }

  private step(name: string): DerivedFormula {
    const isOfResult = name === RESULT && this.by.length === 0;
    return (isOfResult && this.gradientFromResult) || this.gradient(name);
  }

  private derivative(
    key: string,
    derive: () => Expression | undefined,
  ): DerivedFormula | undefined {
    if (!this.derivatives.has(key)) {
      const expression = derive();
      const by = [...this.by, key];
      this.derivatives.set(key, expression && new DerivedFormula(expression, by, this.root));
    }
    return this.derivatives.get(key);
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
      derived = DerivedFormula.known.get(expression) ?? new DerivedFormula(expression);
      const reserved = derived.variables.find(isReserved);
      if (reserved !== undefined) refuseName(reserved);
      DerivedFormula.known.set(expression, derived).set(formula, derived);
    }
    for (const name of by) derived = derived.step(name);
    return derived;
  }
}

const NONE: readonly never[] = [];
