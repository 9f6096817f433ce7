/** The range of a plot on the y axis. */
export interface Height {
  readonly min: number;
  readonly max: number;
}

/** The margin above and below, relative to the height. */
const MARGIN = 0.07;
/**
 * At a pole, values grow without limit. A range that exceeds both of these would show most of the curve as a flat
 * line.
 */
const LARGE = 100;
const TIMES_THE_REST = 8;
const REST = 0.05;

/** The part of the y axis that shows the whole curves, except for poles. */
export function heightOf(series: readonly (readonly (number | null)[])[]): Height {
  const values = series.flat().filter((value) => value !== null);
  if (values.length === 0) return { min: -1, max: 1 };
  values.sort((a, b) => a - b);
  const at = (part: number) => values[Math.round(part * (values.length - 1))];
  let [low, high] = [at(0), at(1)];
  const rest = at(1 - REST) - at(REST);
  if (high - low > Math.max(LARGE, TIMES_THE_REST * rest)) {
    low = Math.max(low, at(REST) - rest);
    high = Math.min(high, at(1 - REST) + rest);
  }
  const size = high - low;
  // A constant, up to rounding errors.
  if (size <= 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1e-3)) {
    const around = Math.abs(low) || 1;
    return { min: low - around, max: high + around };
  }
  return { min: low - MARGIN * size, max: high + MARGIN * size };
}

/**
 * Values far outside the range are drawn just outside it, and a line from above to below the range, through a pole,
 * becomes a gap.
 */
export function clip(series: readonly (number | null)[], { min, max }: Height): (number | null)[] {
  const size = max - min;
  const sideOf = (value: number | null | undefined) =>
    value === null || value === undefined ? 0 : value > max ? 1 : value < min ? -1 : 0;
  return series.map((value, i) => {
    if (value === null) return null;
    if (sideOf(value) * sideOf(series[i - 1]) === -1) return null;
    return Math.max(min - size, Math.min(max + size, value));
  });
}
