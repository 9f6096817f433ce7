import { show } from '../../arguments/show.js';
import type { Ends } from './along_axis.js';

// Arguments with one or several numbers for each spatial axis.

/** Integers, one for each of several axes; a single integer applies to all. */
export function oneForEach(owner: string, key: string, value: unknown, axes: number): number[] {
  const list = Array.isArray(value) ? value : Array(axes).fill(value);
  const isValid = list.length === axes && list.every((each) => Number.isInteger(each) && each >= 0);
  if (isValid) return list;
  throw wrongLengths(owner, key, value, `an integer, or a list of ${axes} integers`);
}

/** Two integers for each of several axes, for the start and the end. */
export function pairForEach(owner: string, key: string, value: unknown, axes: number): Ends[] {
  const isPair = (each: unknown) =>
    Array.isArray(each) && each.length === 2 && each.every(Number.isInteger);
  if (axes === 1 && isPair(value)) return [value as [number, number]];
  const list = Array.isArray(value) ? value : Array(axes).fill(value);
  if (list.length === axes && list.every((each) => Number.isInteger(each) || isPair(each))) {
    return list.map((each) => (Array.isArray(each) ? [each[0], each[1]] : [each, each]));
  }
  throw wrongLengths(owner, key, value, `an integer, or a list of ${axes} integers or pairs`);
}

function wrongLengths(owner: string, key: string, value: unknown, expected: string): Error {
  return new TypeError(
    `The ${key} of ${owner} must be ${expected}. Received: ${key}=${show(value)}`,
  );
}
