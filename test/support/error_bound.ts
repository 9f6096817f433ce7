import { type Expression, traverse } from '../../src/formula/expression.js';
import { type Word, words } from '../../src/formula/words.js';
import { ulpAt } from './values.js';

// How far the result of a formula in rounded arithmetic may differ from its exact value: each operation has an error,
// which is propagated through the operations that use it. A formula with cancellation gets a large error.

/** A value in float64 and the error that it may have. `Infinity`: any value is possible. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** The properties of the arithmetic and of the words. */
export interface Precision {
  /** A unit in the last place, relative to the number. */
  readonly unit: number;
  /** Smaller numbers may become 0. */
  readonly least: number;
  readonly largest: number;
  /** The error of a word in units; arithmetic is rounded once. */
  readonly units: number;
  /** Or the absolute error of a word. */
  readonly absolute: number;
  /** Whether a word may return any number for this argument. */
  readonly isUnclear?: (word: Word, argument: Estimate) => boolean;
}

export const FLOAT32: Precision = {
  unit: 2 ** -23,
  least: 2 ** -125,
  largest: 2 ** 128,
  units: 4,
  absolute: 0,
};

export const FLOAT64: Precision = {
  unit: 2 ** -52,
  least: 2 ** -1000,
  largest: Number.MAX_VALUE,
  units: 4,
  absolute: 0,
};

/** The precision of words on the backend of this run. It differs on backends that use their own ops. */
export function precisionOfBackend(): Precision {
  if (BACKEND === 'tensorflow' || BACKEND === 'native') {
    return { ...FLOAT32, units: 16, absolute: 4e-7 };
  }
  // The sign of NaN is 0 in tfjs.
  const isUnclear = (word: Word, { value }: Estimate) => word === 'sign' && Number.isNaN(value);
  if (BACKEND === 'composed') return { ...FLOAT32, absolute: 2e-7, isUnclear };
  // An evaluation in float64 overflows only at the end.
  if (BACKEND === 'interpreted') return { ...FLOAT32, largest: Number.MAX_VALUE };
  return FLOAT32;
}

/** Fails if a value differs from its estimate by more than the error. */
export function expectEstimated(
  received: readonly number[],
  what: string,
  expected: (index: number) => Estimate,
): void {
  received.forEach((value, i) => {
    const { value: exact, error } = expected(i);
    if (error === Infinity || Object.is(value, exact) || value === exact) return;
    if (Math.abs(exact) > FLOAT32.largest / 4 && value === Math.sign(exact) * Infinity) return;
    if (Number.isFinite(exact) && Math.abs(value - exact) <= error + ulpAt(exact)) return;
    throw new Error(
      `On ${BACKEND}: ${what} at ${i}: expected ${exact} within ${error}, received ${value}`,
    );
  });
}

const EXACT = ['neg', 'abs', 'min', 'max', 'sign'];
const ARITHMETIC = ['+', '-', '*', '/', 'sqrt'];
const WITHOUT_SMALL_UNITS = ['sin', 'cos', 'erf', 'erfc'];

const UNKNOWN: Estimate = { value: Number.NaN, error: Infinity };
const exactly = (value: number): Estimate => ({ value, error: 0 });
const isUnknown = ({ error }: Estimate): boolean => error === Infinity;

/** The value of `expression`, with the error that it may have in this precision. */
export function estimate(
  expression: Expression,
  values: Readonly<Record<string, number | Estimate>>,
  precision: Precision,
): Estimate {
  return traverse<Estimate>(expression, (node, args) => {
    switch (node.kind) {
      case 'constant':
        return literal(node.value, precision);
      case 'variable': {
        const value = values[node.name];
        return typeof value === 'number' ? exactly(value) : value;
      }
      case 'operation':
        if (node.op === '<' || node.op === '<=') return selected(node.op, args);
        return applied(node.op as Word, args, precision);
    }
  });
}

function literal(value: number, precision: Precision): Estimate {
  const size = Math.abs(value);
  const error = size !== 0 && size < precision.least ? size : precision.unit * size;
  return rounded({ value, error }, precision);
}

/** If it is uncertain which branch is selected, the result may be either. */
function selected(op: '<' | '<=', [a, b, ifTrue, ifFalse]: readonly Estimate[]): Estimate {
  const error = a.error + b.error;
  if (error === Infinity) return UNKNOWN;
  const isTrue = op === '<' ? a.value < b.value : a.value <= b.value;
  const [taken, other] = isTrue ? [ifTrue, ifFalse] : [ifFalse, ifTrue];
  if (error === 0 || !(Math.abs(a.value - b.value) <= error)) return taken;
  const apart = taken.value === other.value ? 0 : Math.abs(taken.value - other.value);
  const either = apart + Math.max(taken.error, other.error);
  return Number.isFinite(either) ? { value: taken.value, error: either } : UNKNOWN;
}

function applied(word: Word, args: readonly Estimate[], precision: Precision): Estimate {
  if (args.some(isUnknown)) return UNKNOWN;
  if (isNearPole(word, args)) return UNKNOWN;
  if (precision.isUnclear?.(word, args[0])) return UNKNOWN;
  const meaning: (...values: number[]) => number = words[word];
  const value = meaning(...args.map((arg) => arg.value));
  const carried = carriedError(word, args, value, meaning);
  if (!Number.isFinite(value)) return carried === 0 ? exactly(value) : UNKNOWN;
  const error = carried + ownError(word, args, value, precision);
  return Number.isFinite(error) ? rounded({ value, error }, precision) : UNKNOWN;
}

/** Whether a divisor may be 0, or have either sign. Sine and cosine are limited to 1e5. */
function isNearPole(word: Word, args: readonly Estimate[]): boolean {
  const mayBeZero = ({ value, error }: Estimate) => Math.abs(value) <= error;
  if (word === '/') return mayBeZero(args[1]);
  if (word === '**') return args[1].value < 0 && mayBeZero(args[0]);
  if (word === 'sin' || word === 'cos') return !(Math.abs(args[0].value) + args[0].error <= 1e5);
  return false;
}

/** Words are monotonic between their poles, so the error is largest at the ends of the range of their arguments. */
function carriedError(
  word: Word,
  args: readonly Estimate[],
  value: number,
  meaning: (...values: number[]) => number,
): number {
  if (word === 'sin' || word === 'cos') return Math.min(2, args[0].error);
  let corners: number[][] = [[]];
  for (const { value, error } of word === '**' ? [args[0], exactly(args[1].value)] : args) {
    const ends = error === 0 ? [value] : [value - error, value + error];
    corners = corners.flatMap((corner) => ends.map((end) => [...corner, end]));
  }
  let largest = 0;
  for (const corner of corners) {
    const end = meaning(...corner);
    if (Object.is(end, value) || end === value) continue;
    const apart = Math.abs(end - value);
    largest = Number.isNaN(apart) ? Infinity : Math.max(largest, apart);
  }
  return largest;
}

function ownError(
  word: Word,
  args: readonly Estimate[],
  value: number,
  { unit, least, units, absolute }: Precision,
): number {
  if (EXACT.includes(word)) return 0;
  const relative = unit * Math.abs(value);
  if (ARITHMETIC.includes(word)) return relative + least;
  if (word === '**') return (2 + Math.abs(args[1].value)) * relative + least;
  // Kernels compute sine and cosine within 1e-6 up to 1e5, and within 1e-7 for small arguments.
  const isFar = /sin|cos/.test(word) && Math.abs(args[0].value) > 9;
  const small = WITHOUT_SMALL_UNITS.includes(word) ? unit : 0;
  return units * relative + Math.max(absolute, isFar ? 8 * unit : small) + least;
}

/** Beyond the largest number the result is infinite; near it, either is possible. */
function rounded({ value, error }: Estimate, { largest }: Precision): Estimate {
  const size = Math.abs(value);
  if (size === Infinity || Number.isNaN(value)) return exactly(value);
  if ((size - error) / 2 > largest) return exactly(Math.sign(value) * Infinity);
  if (size + error > largest / 4) return UNKNOWN;
  return { value, error };
}
