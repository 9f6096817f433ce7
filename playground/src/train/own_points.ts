import { EXTENT, type Label, type Point } from './data_sets.js';

// The user's points as the link stores them: three characters for each point, for its class and its position on a
// grid.

/** More points would make a link that some programs truncate. */
export const MOST_OWN_POINTS = 500;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LAST = DIGITS.length - 1;
const CLASSES = 'ab';

export function writePoints(points: readonly Point[]): string {
  const digit = (value: number) => DIGITS[Math.round(((value / EXTENT + 1) / 2) * LAST)];
  return points.map(({ x, y, label }) => CLASSES[label] + digit(x) + digit(y)).join('');
}

/** Invalid parts are ignored. */
export function readPoints(text: string): readonly Point[] {
  const place = (digit: string) => ((2 * DIGITS.indexOf(digit)) / LAST - 1) * EXTENT;
  const read = text.matchAll(/([ab])([0-9a-zA-Z])([0-9a-zA-Z])/g);
  return [...read].slice(0, MOST_OWN_POINTS).map(([, letter, x, y]) => ({
    x: place(x),
    y: place(y),
    label: CLASSES.indexOf(letter) as Label,
  }));
}

/** The nearest point that the link can store. */
export function onGrid(point: Point): Point {
  return readPoints(writePoints([point]))[0];
}
