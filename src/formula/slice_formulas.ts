import { type Expression, select, substitute, variable, variablesOf } from './expression.js';
import { parse } from './parse.js';

// A kernel over slices has two steps: first it gathers a few numbers along each slice, then it computes every element
// from the element and these numbers.

/**
 * An activation over slices: its value, a function of `x`, and its gradient, a function of the result `y` and the
 * upstream gradient `dy`.
 */
export type SliceActivation = {
  /** A formula in `x` that replaces `x`. */
  readonly of?: string;
  readonly value: SliceText;
  /** Without it, the slope is 0 everywhere. */
  readonly gradient?: SliceText;
};

/** A computation over a slice as text: plain data. */
export type SliceText = {
  /** The numbers to gather, one after the other. */
  readonly gathered: Gather[];
  /** A number that is then computed by Newton's method, if there is one. */
  readonly newton?: NewtonText;
  /** The result for an element: a formula in the tensors, its `place` in the slice, and the numbers above. */
  readonly result: string;
  /** TensorFlow's op for it along the last axis, if it differs only in turning -Infinity into NaN. */
  readonly tensorflow?: string;
};

/** A number that is gathered along a slice. */
export type Gather = {
  readonly name: string;
  readonly combine: Combine;
  /**
   * The term that is combined for each element, in the variables that the result may use, as far as they are
   * gathered.
   */
  readonly term: string;
  // For a slice that is gathered in parts, each with its own numbers:
  /** The number of no elements. */
  readonly start: number;
  /** The number of a single element. */
  readonly ofOne: string;
  /** The number of two parts, one of which has gathered `other_…`. */
  readonly ofTwo: string;
};

export type Combine = 'sum' | 'max' | 'min';

/** A root that Newton's method finds from below: the iteration ends when an iterate does not increase. */
export type NewtonText = {
  readonly variable: string;
  /** The start of the iteration, below the root. */
  readonly from: number;
  /** The two sums that each step gathers along the slice. */
  readonly gathered: [Gather, Gather];
  /** The next iterate, computed from the last one and the sums. */
  readonly next: string;
};

const GREATEST_FLOAT = 3.4028234663852886e38;
export const LEAST_FLOAT = -GREATEST_FLOAT;

export function sum(name: string, term: string): Gather {
  return { name, combine: 'sum', term, start: 0, ofOne: term, ofTwo: `${name} + other_${name}` };
}

/**
 * The largest `term`, or `start` if all are less: by default the smallest finite float, for a slice that contains
 * only -Infinity.
 */
export function largest(name: string, term: string, start = LEAST_FLOAT): Gather {
  const ofTwo = `other_${name} <= ${name} ? ${name} : other_${name}`;
  const ofOne = start > LEAST_FLOAT ? `max(${start}, ${term})` : term;
  return { name, combine: 'max', term, start, ofOne, ofTwo };
}

/**
 * The sum of the powers of e, relative to that of the `largest`. It is 0 if all are -Infinity, because the largest is
 * finite then; at least 1 otherwise, unless the largest is `start`; and NaN if one is NaN or +Infinity.
 *
 * @param start What the largest is at least.
 */
export function sumOfPowers(name: string, x: string, largest: string, start = LEAST_FLOAT): Gather {
  const [other, otherSum] = [`other_${largest}`, `other_${name}`];
  const share = `exp(-abs(${other} - ${largest}))`;
  const ofOne = start > LEAST_FLOAT ? `exp(min(${x} - ${start}, 0))` : '1';
  return {
    name,
    combine: 'sum',
    term: `exp(${x} - ${largest})`,
    start: 0,
    ofOne: `${x} <= ${GREATEST_FLOAT} ? ${ofOne} : 0 / 0`,
    ofTwo:
      `${other} <= ${largest} ? ${name} + ${otherSum} * ${share} : ` +
      `${name} * ${share} + ${otherSum}`,
  };
}

/** Larger than any place that a float can distinguish from the next. */
export const NOWHERE = 2 ** 24;

/** The place of the first `largest`; `NOWHERE` if all are -Infinity, and NaN if one is NaN. */
export function firstPlace(name: string, x: string, largest: string): Gather {
  const [other, otherPlace] = [`other_${largest}`, `other_${name}`];
  const unlessNaN = (place: string, result: string) =>
    `(${place} <= ${NOWHERE} ? ${result} : ${place})`;
  return {
    name,
    combine: 'min',
    term: `${x} < ${largest} ? ${NOWHERE} : ${x} <= ${largest} ? place : 0 / 0`,
    start: NOWHERE,
    ofOne: `${x} <= 1 / 0 ? place : 0 / 0`,
    ofTwo:
      `${other} < ${largest} ? ${unlessNaN(otherPlace, name)} : ` +
      `${largest} < ${other} ? ${unlessNaN(name, otherPlace)} : min(${name}, ${otherPlace})`,
  };
}

/** A computation over a slice, parsed. */
export interface SliceFormulas {
  /** The names of the tensors, all of one shape. */
  readonly tensors: readonly string[];
  readonly gathered: readonly Gathered[];
  readonly newton?: Newton;
  readonly result: Expression;
  readonly tensorflow?: string;
}

export interface Gathered {
  readonly name: string;
  readonly combine: Combine;
  readonly term: Expression;
  readonly start: number;
  /** The next value with one more element, in the tensors and in all numbers gathered before. */
  readonly withElement: Expression;
  /** The next value with another part of the slice, which has gathered `other_…`. */
  readonly withPart: Expression;
}

export interface Newton {
  readonly variable: string;
  readonly from: number;
  readonly gathered: readonly Gathered[];
  readonly next: Expression;
}

/**
 * The iterate after a step, in the numbers of the slice and the sums: `next` if that is higher or NaN, otherwise the
 * last one.
 */
export function iterate({ variable: name, next }: Newton): Expression {
  const last = variable(name);
  return select('<=', next, last, last, next);
}

/** The variable that is the place of an element in its slice, counted from 0. */
export const PLACE = 'place';

const parsed = new WeakMap<SliceText, SliceFormulas>();

/** The formulas of a text, parsed once. */
export function sliceFormulas(text: SliceText, tensors: readonly string[]): SliceFormulas {
  let formulas = parsed.get(text);
  if (formulas === undefined) {
    const { newton } = text;
    formulas = {
      tensors,
      gathered: parseGathered(text.gathered),
      newton: newton && {
        variable: newton.variable,
        from: newton.from,
        gathered: parseGathered(newton.gathered),
        next: parse(newton.next),
      },
      result: parse(text.result),
      tensorflow: text.tensorflow,
    };
    parsed.set(text, formulas);
  }
  return formulas;
}

function parseGathered(gathered: readonly Gather[]): Gathered[] {
  const element = Object.fromEntries(
    gathered.map(({ name, ofOne }) => [`other_${name}`, parse(ofOne)]),
  );
  return gathered.map(({ name, combine, term, start, ofTwo }) => {
    const withPart = parse(ofTwo);
    const withElement = substitute(withPart, element);
    return { name, combine, term: parse(term), start, withElement, withPart };
  });
}

/** The names of the numbers of its slice that the result reads. */
export function numbersOf({ gathered, newton }: SliceFormulas): string[] {
  return [...gathered.map(({ name }) => name), ...(newton ? [newton.variable] : [])];
}

/** Whether an expression reads the place of the element. */
export function readsPlace(expression: Expression): boolean {
  return variablesOf(expression).includes(PLACE);
}
