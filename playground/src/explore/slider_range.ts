import type { Parameter } from '../../../src/arguments/parameters.js';

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The end of a slider relative to the default of its parameter, and for a parameter without a default. */
const TIMES_DEFAULT = 4;
const USUAL = 2;
const STEPS = 200;

/**
 * The range of the slider of a parameter: from its lower limit, or the negative of the upper end, to a few times its
 * default. It contains the current value.
 */
export function sliderRange(
  { default: byDefault = 0, min, above }: Parameter,
  value: number,
): SliderRange {
  const usual =
    Number.isFinite(byDefault) && byDefault !== 0 ? TIMES_DEFAULT * Math.abs(byDefault) : USUAL;
  const now = Number.isFinite(value) ? Math.abs(value) : 0;
  const far = nice(byDefault === Infinity ? 10 : Math.max(usual, now));
  const step = far / STEPS;
  return { min: min ?? (above === undefined ? -far : above + step), max: far, step };
}

/** The next larger number of the form 1, 2 or 5 times a power of ten. */
function nice(size: number): number {
  const unit = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 5, 10].find((each) => each * unit >= size * (1 - 1e-9)) ?? 10;
  return Number((factor * unit).toPrecision(6));
}
