import type { Line } from './drawings.js';

/** A part of a curve without a jump. */
export type Piece = readonly (readonly [number, number])[];

const STEPS = 512;

/**
 * A curve as a minimum number of points within `tolerance`, in several pieces if it jumps.
 *
 * @param limit The curve is drawn from -limit to limit.
 */
export function pieces(of: Line['of'], limit: number, tolerance: number): Piece[] {
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => (2 * limit * i) / STEPS - limit);
  const ys = of(xs);
  const found: [number, number][][] = [[]];
  xs.forEach((x, i) => {
    const jump = i > 0 && jumpBetween(of, xs[i - 1], x);
    if (jump) {
      found[found.length - 1].push(jump.before);
      found.push([jump.behind]);
    }
    found[found.length - 1].push([x, ys[i]]);
  });
  return found.map((piece) => simplified(piece, tolerance));
}

/** The largest change of a continuous curve within the smallest step. */
const SMALL = 0.02;

/** The ends of a jump, if there is one. */
function jumpBetween(of: Line['of'], from: number, to: number) {
  let [a, b] = [from, to];
  let [f, g] = of([a, b]);
  if (Math.abs(g - f) < SMALL) return undefined;
  for (let i = 0; i < 16; i++) {
    const middle = (a + b) / 2;
    const [m] = of([middle]);
    if (Math.abs(m - f) > Math.abs(g - m)) [b, g] = [middle, m];
    else [a, f] = [middle, m];
  }
  if (Math.abs(g - f) < SMALL) return undefined;
  return { before: [a, f] as [number, number], behind: [b, g] as [number, number] };
}

/** Ramer 1972, Douglas and Peucker 1973: removes points near the line between the ends. */
function simplified(points: Piece, tolerance: number): Piece {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points[points.length - 1]];
  const length = Math.hypot(last[0] - first[0], last[1] - first[1]);
  const distances = points.map(
    ([x, y]) =>
      Math.abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) /
      length,
  );
  const farthest = distances.indexOf(Math.max(...distances));
  if (distances[farthest] <= tolerance) return [first, last];
  const left = simplified(points.slice(0, farthest + 1), tolerance);
  return [...left, ...simplified(points.slice(farthest), tolerance).slice(1)];
}
