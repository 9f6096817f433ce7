import { EXTENT } from './data_sets.js';

/** Places a side at which a network is asked what it makes of them. */
export const SIDE = 56;

/** The middles of squares over the plane, row by row from the top: x and y in turn. */
export const GRID: Float32Array = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const place = i >> 1;
  const along = i % 2 === 0 ? place % SIDE : SIDE - 1 - Math.floor(place / SIDE);
  return ((2 * along + 1) / SIDE - 1) * EXTENT;
});
