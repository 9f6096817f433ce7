/** The visible part of the x axis. */
export interface View {
  readonly min: number;
  readonly max: number;
}

export const DEFAULT_VIEW: View = { min: -5, max: 5 };

/** The limit of the x axis: beyond it, functions overflow and nothing more can be seen. */
export const FARTHEST = 1e6;
/** Relative to the position: in a narrower view, adjacent pixels would have the same float32. */
const NARROWEST = 1e-5;

export function isView({ min, max }: View): boolean {
  const far = Math.max(Math.abs(min), Math.abs(max));
  return far <= FARTHEST && max - min >= NARROWEST * Math.max(1, far);
}

/** The view zoomed in (a factor below 1) or out, around a fixed point. */
export function zoomed(view: View, factor: number, around = (view.min + view.max) / 2): View {
  return possible(view, {
    min: around + (view.min - around) * factor,
    max: around + (view.max - around) * factor,
  });
}

/** The view moved by a fraction of its width. */
export function panned(view: View, part: number): View {
  const distance = part * (view.max - view.min);
  return possible(view, { min: view.min + distance, max: view.max + distance });
}

/** A view whose ends are short numbers, without digits that a pixel cannot show. */
export function possible(now: View, { min, max }: View): View {
  const step = 10 ** (Math.floor(Math.log10(max - min)) - 3);
  const round = (value: number) => Number((Math.round(value / step) * step).toPrecision(12));
  const view = { min: round(min), max: round(max) };
  return isView(view) ? view : now;
}
