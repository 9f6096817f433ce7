import { format } from '../format.js';

/** Which numbers a field takes. */
export interface NumberRange {
  /** As it stands beside the field; empty where there is no limit. */
  readonly hint: string;
  /** As an error has it, behind `Expected`. */
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

/** Whole numbers between two, which it may be. */
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

/** Numbers between two, which it may be. */
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

/** Finite numbers, with a limit on each side or on none. */
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

/** A limit, with all its digits. */
function written(value: number): string {
  return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e7
    ? format(value)
    : value.toLocaleString('en', { maximumFractionDigits: 6 }).replace('-', '−');
}
