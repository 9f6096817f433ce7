import type { Parameter } from '../../../src/arguments/parameters.js';

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** What a slider goes up to, of the default; and where there is none. */
const TIMES_DEFAULT = 4;
const USUAL = 2;
const STEPS = 200;

/**
 * A range in which a parameter is tried: from the least that it may be, or as far below 0 as above,
 * to a few times its default. It has room for the value that the parameter has now.
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

/** The next number of the form 1, 2 or 5 times a power of ten. */
function nice(size: number): number {
  const unit = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 5, 10].find((each) => each * unit >= size * (1 - 1e-9)) ?? 10;
  return Number((factor * unit).toPrecision(6));
}
