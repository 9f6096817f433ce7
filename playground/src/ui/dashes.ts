/** Strokes and gaps of each curve, so that lines do not differ in colour only. */
export const DASHES: readonly (readonly number[])[] = [[], [9, 4], [3, 3], [12, 3, 2, 3]];
