import { EXTENT } from './data_sets.js';

/** The number of grid points along each side at which the output of a network is computed. */
export const SIDE = 56;

/** The centres of squares that cover the plane, row by row from the top: x and y alternately. */
export const GRID: Float32Array = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const place = i >> 1;
  const along = i % 2 === 0 ? place % SIDE : SIDE - 1 - Math.floor(place / SIDE);
  return ((2 * along + 1) / SIDE - 1) * EXTENT;
});
