import { type Expression, operation, substitute, traverse } from '../formula/expression.js';
import { parse } from '../formula/parse.js';
import { expOfNonPositive } from './known_sign.js';

// A kernel over slices has two steps: first a number or two are gathered along each slice, then every
// element is computed, from itself and from them. A long slice is gathered in parts.

/** What is computed over a slice. */
export interface SliceFormulas {
  /** The names of the tensors, all of one shape. */
  readonly tensors: readonly string[];
  /** What is gathered: one or two numbers. */
  readonly gathered: readonly Gathered[];
  /** The result for an element, in the tensors and in what its slice has gathered. */
  readonly result: Expression;
}

interface Gathered {
  readonly name: string;
  /** What it is before any element. */
  readonly start: number;
  /** What it is of a single element, in the tensors. */
  readonly ofOne: Expression;
  /** What it becomes by one element, in the tensors and in all that was gathered before. */
  readonly withElement: Expression;
  /** What it becomes by another part of the slice, which has gathered `other_…`. */
  readonly withPart: Expression;
}

/**
 * @param gathered By name, what it is of nothing, of a single element, and of two parts of a slice.
 */
function sliceFormulas(
  tensors: readonly string[],
  gathered: Readonly<Record<string, { start: number; ofOne: string; ofTwo: string }>>,
  result: string,
): SliceFormulas {
  const entries = Object.entries(gathered);
  const element = Object.fromEntries(
    entries.map(([name, { ofOne }]) => [`other_${name}`, parse(ofOne)]),
  );
  return {
    tensors,
    gathered: entries.map(([name, { start, ofOne, ofTwo }]) => {
      const withPart = withoutOverflow(parse(ofTwo));
      const withElement = substitute(withPart, element);
      return { name, start, ofOne: parse(ofOne), withElement, withPart };
    }),
    result: withoutOverflow(parse(result)),
  };
}

/** The formula, in which all exponentials are of numbers that are not positive. */
function withoutOverflow(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    return node.op === 'exp' ? expOfNonPositive(args[0]) : operation(node.op, ...args);
  });
}

const LEAST_FLOAT = -3.4028234663852886e38;

/**
 * Softmax. The largest element is at least that of the finite floats, so in a slice of nothing but
 * -Infinity the differences are -Infinity and not NaN, and the sum is 0.
 */
export const softmaxOfSlice = sliceFormulas(
  ['x'],
  {
    largest: {
      start: LEAST_FLOAT,
      ofOne: 'x',
      ofTwo: 'other_largest <= largest ? largest : other_largest',
    },
    // Of the powers of e, relative to the largest; NaN where an element is that, or +Infinity.
    sum: {
      start: 0,
      ofOne: `x <= ${-LEAST_FLOAT} ? 1 : 0 / 0`,
      ofTwo:
        'other_largest <= largest ? sum + other_sum * exp(-abs(other_largest - largest)) : ' +
        'sum * exp(-abs(other_largest - largest)) + other_sum',
    },
  },
  'sum <= 0 ? 0 : exp(x - largest) / sum',
);

/** The gradient of softmax, in its result and the upstream gradient. */
export const softmaxGradientOfSlice = sliceFormulas(
  ['y', 'dy'],
  { sum: { start: 0, ofOne: 'y * dy', ofTwo: 'sum + other_sum' } },
  'y * (dy - sum)',
);
