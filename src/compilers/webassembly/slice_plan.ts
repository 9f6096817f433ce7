import {
  countUses,
  type Expression,
  replace,
  traverse,
  variable,
} from '../../formula/expression.js';
import { type Gathered, numbersOf, type SliceFormulas } from '../../formula/slice_formulas.js';
import { expsWithoutOverflow } from '../bounded_exponentials.js';
import type { Code } from './assembler.js';
import { lowerToInstructions } from './lower.js';
import type { Target } from './target.js';
import { VectorExpression } from './vector_expression.js';

/** The variable for values that are read from the output, where the terms of a sum were stored. */
export const KEPT = 'kept';

/** A number to gather, and its term as instructions. */
export interface Term {
  readonly gathered: Gathered;
  readonly value: VectorExpression;
}

/** The passes over a slice, in order, as instructions for `code`. It must be created before any loop. */
export class SlicePlan {
  /** The numbers gathered in a pass: sums that do not read one another, or one number that is not a sum. */
  readonly passes: readonly (readonly Term[])[];
  /** The sum whose terms the result reads as well: its pass stores them in the output. */
  readonly kept?: Gathered;
  readonly newton?: {
    readonly variable: string;
    readonly from: number;
    readonly terms: readonly Term[];
    readonly next: VectorExpression;
  };
  /** The parts of the result that are constant along a slice, keyed by a name. */
  readonly constants: ReadonlyMap<string, VectorExpression>;
  readonly result: VectorExpression;
  /** The names of all sums. */
  readonly sums: readonly string[];
  /** The names of all values that are constant along a slice. */
  readonly names: readonly string[];

  constructor(
    private readonly code: Code,
    formulas: SliceFormulas,
    private readonly target: Target,
  ) {
    const { gathered, newton, result } = formulas;
    const term = (gathered: Gathered) => ({ gathered, value: this.compile(gathered.term) });
    this.passes = passesOf(gathered).map((pass) => pass.map(term));
    this.newton = newton && {
      variable: newton.variable,
      from: newton.from,
      terms: newton.gathered.map(term),
      next: this.compile(newton.next),
    };
    const last = newton ? undefined : gathered[gathered.length - 1];
    if (last?.combine === 'sum' && countUses(result).has(last.term)) this.kept = last;
    const numbers = numbersOf(formulas);
    const rest = this.kept ? replace(result, new Map([[this.kept.term, variable(KEPT)]])) : result;
    const hoisted = hoist(rest, numbers);
    this.constants = new Map(
      [...hoisted.constants].map(([name, each]) => [name, this.compile(each)]),
    );
    this.result = this.compile(hoisted.result);
    this.sums = [...gathered, ...(newton?.gathered ?? [])]
      .filter(({ combine }) => combine === 'sum')
      .map(({ name }) => name);
    this.names = [...new Set([...numbers, ...this.sums, ...this.constants.keys()])];
  }

  private compile(expression: Expression): VectorExpression {
    const lowered = lowerToInstructions(expsWithoutOverflow(expression), this.target);
    return new VectorExpression(this.code, lowered);
  }
}

function passesOf(gathered: readonly Gathered[]): Gathered[][] {
  const passes: Gathered[][] = [];
  for (const each of gathered) {
    const pass = passes[passes.length - 1];
    const uses = countUses(each.term);
    const goWithIt = (other: Gathered) =>
      other.combine === 'sum' && each.combine === 'sum' && !uses.has(variable(other.name));
    if (pass?.every(goWithIt)) pass.push(each);
    else passes.push([each]);
  }
  return passes;
}

/** Extracts the parts of a result that read only the numbers of its slice. */
function hoist(
  result: Expression,
  numbers: readonly string[],
): { constants: ReadonlyMap<string, Expression>; result: Expression } {
  const isConstant = new Map<Expression, boolean>();
  traverse<boolean>(result, (node, args) => {
    const constant =
      node.kind === 'variable' ? numbers.includes(node.name) : args.every((arg) => arg);
    isConstant.set(node, constant);
    return constant;
  });
  const constants = new Map<string, Expression>();
  const replacements = new Map<Expression, Expression>();
  const visit = (node: Expression): void => {
    if (node.kind !== 'operation' || replacements.has(node)) return;
    if (isConstant.get(node)) {
      const name = `constant_${constants.size}`;
      constants.set(name, node);
      replacements.set(node, variable(name));
    } else {
      node.args.forEach(visit);
    }
  };
  visit(result);
  return { constants, result: replace(result, replacements) };
}

/** How vectors and their lanes are combined. pmax keeps the previous maximum if the other operand is NaN. */
export const EXTREMES = {
  max: { vectors: 'f32x4.pmax', lanes: 'f32.max' },
  min: { vectors: 'f32x4.min', lanes: 'f32.min' },
} as const;
