/** The part of the x axis that is looked at. */
export interface View {
  readonly min: number;
  readonly max: number;
}

export const DEFAULT_VIEW: View = { min: -5, max: 5 };

/** Beyond it lie other regimes, infinities among them, but nothing more to see. */
export const FARTHEST = 1e6;
/** Relative to the place: nearer than this, neighbouring pixels would be the same float32. */
const NARROWEST = 1e-5;

export function isView({ min, max }: View): boolean {
  const far = Math.max(Math.abs(min), Math.abs(max));
  return far <= FARTHEST && max - min >= NARROWEST * Math.max(1, far);
}

/** The view nearer (a factor below 1) or farther, around a place that stays where it is. */
export function zoomed(view: View, factor: number, around = (view.min + view.max) / 2): View {
  return possible(view, {
    min: around + (view.min - around) * factor,
    max: around + (view.max - around) * factor,
  });
}

/** The view moved by a part of its width. */
export function panned(view: View, part: number): View {
  const distance = part * (view.max - view.min);
  return possible(view, { min: view.min + distance, max: view.max + distance });
}

/** A view with ends that read well: no digits that a pixel cannot show. */
export function possible(now: View, { min, max }: View): View {
  const step = 10 ** (Math.floor(Math.log10(max - min)) - 3);
  const round = (value: number) => Number((Math.round(value / step) * step).toPrecision(12));
  const view = { min: round(min), max: round(max) };
  return isView(view) ? view : now;
}
