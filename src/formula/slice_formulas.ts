import { type Expression, select, substitute, variable, variablesOf } from './expression.js';
import { parse } from './parse.js';

// A kernel over slices has two steps: first a few numbers are gathered along each slice, then every
// element is computed, from itself and from them.

/** An activation over slices: of `x`, and its gradient, of its result `y` and the upstream `dy`. */
export type SliceActivation = {
  /** A formula in `x` that is taken in its place. */
  readonly of?: string;
  readonly value: SliceText;
  /** Without it the slope is 0 everywhere. */
  readonly gradient?: SliceText;
};

/** What is computed over a slice, as text: plain data. */
export type SliceText = {
  /** What is gathered, one after the other. */
  readonly gathered: Gather[];
  /** A number that is then found by Newton's method, if there is one. */
  readonly newton?: NewtonText;
  /** The result for an element: in the tensors, in its `place` in the slice, and in the above. */
  readonly result: string;
  /** TensorFlow's op for it along the last axis, if it differs but in making NaN of -Infinity alone. */
  readonly tensorflow?: string;
};

/** A number that is gathered along a slice. */
export type Gather = {
  readonly name: string;
  readonly combine: Combine;
  /** What is combined: a term for each element, in what the result may read, as far as it is gathered. */
  readonly term: string;
  // The same for a slice that is gathered in parts, each with the other numbers of its own:
  /** What it is of no element. */
  readonly start: number;
  /** What it is of one element alone. */
  readonly ofOne: string;
  /** What it is of two parts, of which one has gathered `other_…`. */
  readonly ofTwo: string;
};

export type Combine = 'sum' | 'max' | 'min';

/** A root that Newton's method finds from below: the iteration ends where an iterate is no higher than the last. */
export type NewtonText = {
  readonly variable: string;
  /** Where the iteration begins, below the root. */
  readonly from: number;
  /** What each step gathers along the slice: two sums. */
  readonly gathered: [Gather, Gather];
  /** The next iterate, of the last one and of the sums. */
  readonly next: string;
};

const GREATEST_FLOAT = 3.4028234663852886e38;
export const LEAST_FLOAT = -GREATEST_FLOAT;

export function sum(name: string, term: string): Gather {
  return { name, combine: 'sum', term, start: 0, ofOne: term, ofTwo: `${name} + other_${name}` };
}

/**
 * The largest `term`, or `start` where all are less: without one, it is the least of the finite floats in a
 * slice of nothing but -Infinity.
 */
export function largest(name: string, term: string, start = LEAST_FLOAT): Gather {
  const ofTwo = `other_${name} <= ${name} ? ${name} : other_${name}`;
  return { name, combine: 'max', term, start, ofOne: term, ofTwo };
}

/**
 * The sum of the powers of e, relative to that of the `largest`. It is 0 where all are -Infinity, since
 * the largest is finite then; at least 1 elsewhere; and NaN where one is that, or +Infinity.
 */
export function sumOfPowers(name: string, x: string, largest: string): Gather {
  const [other, otherSum] = [`other_${largest}`, `other_${name}`];
  const share = `exp(-abs(${other} - ${largest}))`;
  return {
    name,
    combine: 'sum',
    term: `exp(${x} - ${largest})`,
    start: 0,
    ofOne: `${x} <= ${GREATEST_FLOAT} ? 1 : 0 / 0`,
    ofTwo:
      `${other} <= ${largest} ? ${name} + ${otherSum} * ${share} : ` +
      `${name} * ${share} + ${otherSum}`,
  };
}

/** More than any place that a float can tell from the next. */
export const NOWHERE = 2 ** 24;

/** The place of the first `largest`; `NOWHERE` where all are -Infinity, and NaN where one is that. */
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

/** What is computed over a slice, parsed. */
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
  /** What it becomes by one element, in the tensors and in all that was gathered before. */
  readonly withElement: Expression;
  /** What it becomes by another part of the slice, which has gathered `other_…`. */
  readonly withPart: Expression;
}

export interface Newton {
  readonly variable: string;
  readonly from: number;
  readonly gathered: readonly Gathered[];
  readonly next: Expression;
}

/**
 * The iterate after a step, of the numbers of the slice and of the sums: `next` where that is higher or NaN, else
 * the last one.
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

/** The names of the numbers that the result reads of its slice. */
export function numbersOf({ gathered, newton }: SliceFormulas): string[] {
  return [...gathered.map(({ name }) => name), ...(newton ? [newton.variable] : [])];
}

/** Whether an expression reads the place of the element. */
export function readsPlace(expression: Expression): boolean {
  return variablesOf(expression).includes(PLACE);
}
