import { EXTENT, type Label, type Point } from './data_sets.js';

// Points that were drawn, as the link keeps them: three letters a point, its class and its place on
// a grid.

/** More would make a link that browsers cut off. */
export const MOST_OWN_POINTS = 500;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LAST = DIGITS.length - 1;
const CLASSES = 'ab';

export function writePoints(points: readonly Point[]): string {
  const digit = (value: number) => DIGITS[Math.round(((value / EXTENT + 1) / 2) * LAST)];
  return points.map(({ x, y, label }) => CLASSES[label] + digit(x) + digit(y)).join('');
}

/** What cannot be read is left out. */
export function readPoints(text: string): readonly Point[] {
  const place = (digit: string) => ((2 * DIGITS.indexOf(digit)) / LAST - 1) * EXTENT;
  const read = text.matchAll(/([ab])([0-9a-zA-Z])([0-9a-zA-Z])/g);
  return [...read].slice(0, MOST_OWN_POINTS).map(([, letter, x, y]) => ({
    x: place(x),
    y: place(y),
    label: CLASSES.indexOf(letter) as Label,
  }));
}

/** Where a point lies that the link can keep. */
export function onGrid(point: Point): Point {
  return readPoints(writePoints([point]))[0];
}
