import { specialise } from '../../../src/catalogue/activation.js';
import { DerivedFormula, RESULT } from '../../../src/formula/derived_formula.js';
import type { Expression } from '../../../src/formula/expression.js';
import { parse } from '../../../src/formula/parse.js';
import type { Curve } from '../curve.js';

/** A kernel of a curve: a formula, its inputs and its scalar parameters. */
export interface Kernel {
  readonly key: string;
  readonly label: string;
  readonly formula: DerivedFormula;
  /** The variables that are tensors, in the order of the inputs. */
  readonly tensors: readonly string[];
  readonly scalars: readonly string[];
}

/**
 * The forward and backward kernels that the package uses.
 *
 * @param areLearned Whether the parameters are weights; otherwise they are numbers.
 */
export function kernelsOf(curve: Curve, areLearned: boolean): Kernel[] {
  const formula = areLearned ? parse(curve.formula) : withNumbers(curve);
  const forward = DerivedFormula.of(formula);
  const weights = areLearned ? forward.variables.filter((name) => name !== 'x') : [];
  const tensors = forward.variables.filter((name) => name === 'x' || weights.includes(name));
  const { each } = forward.gradients(tensors);
  return [
    {
      key: 'forward',
      label: 'Forward',
      formula: forward,
      tensors,
      scalars: forward.scalars(tensors),
    },
    ...tensors.map((name, i) => {
      const label = `Gradient with respect to ${name}`;
      return { key: name, label, ...each[i] };
    }),
  ];
}

/** The package inserts values of 0, 1, -1 and infinity into the formula, which simplifies it. */
function withNumbers({ formula, parameters }: Curve): Expression {
  return specialise(formula, parameters).formula;
}

/** The meaning of an input or a parameter. */
export function meaningOf(name: string): string {
  if (name === RESULT) return 'the result of the forward kernel';
  return name.startsWith('dy') ? 'the upstream gradient' : name;
}
