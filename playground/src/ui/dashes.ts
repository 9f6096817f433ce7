/** Strokes and gaps, by curve: lines differ by more than their colours. */
export const DASHES: readonly (readonly number[])[] = [[], [9, 4], [3, 3], [12, 3, 2, 3]];
