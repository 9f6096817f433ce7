import { format } from '../format.js';

/** The numbers that a field accepts. */
export interface NumberRange {
  /** The text beside the field; empty without a limit. */
  readonly hint: string;
  /** The text in an error, after `Expected`. */
  readonly expected: string;
  readonly min?: number;
  readonly max?: number;
  readonly accepts: (value: number) => boolean;
}

/** A range with both ends. */
export interface Interval extends NumberRange {
  readonly min: number;
  readonly max: number;
}

/** Whole numbers between two limits, inclusive. */
export function whole(min: number, max: number): Interval {
  const { hint, accepts } = between(min, max);
  return {
    hint,
    expected: `a whole number from ${hint}`,
    min,
    max,
    accepts: (value) => Number.isInteger(value) && accepts(value),
  };
}

/** Numbers between two limits, inclusive. */
export function between(min: number, max: number): Interval {
  const hint = `${written(min)} to ${written(max)}`;
  return {
    hint,
    expected: `a number from ${hint}`,
    min,
    max,
    accepts: (value) => value >= min && value <= max,
  };
}

/** Finite numbers with optional limits. */
export function limited({
  min,
  above,
  max,
}: {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
}): NumberRange {
  const hint = [
    ...(min === undefined ? [] : [`at least ${written(min)}`]),
    ...(above === undefined ? [] : [`above ${written(above)}`]),
    ...(max === undefined ? [] : [`at most ${written(max)}`]),
  ].join(', ');
  return {
    hint,
    expected: hint === '' ? 'a finite number' : `a number, ${hint}`,
    min,
    max,
    accepts: (value) =>
      Number.isFinite(value) &&
      (min === undefined || value >= min) &&
      (above === undefined || value > above) &&
      (max === undefined || value <= max),
  };
}

/** A limit with all its digits. */
function written(value: number): string {
  return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e7
    ? format(value)
    : value.toLocaleString('en', { maximumFractionDigits: 6 }).replace('-', '−');
}
