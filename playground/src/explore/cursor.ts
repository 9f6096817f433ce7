import { computed, type ReadonlySignal } from '@preact/signals';
import { setting, view } from '../state.js';

const place = setting<number>('at', 1, Number.isFinite);

/** The x whose values are shown: always one that is seen. */
export const cursor: ReadonlySignal<number> = computed(() => {
  const { min, max } = view.value;
  return Math.min(max, Math.max(min, place.value));
});

/** Moves it, to a place that a pixel can tell from the next. */
export function moveCursor(x: number): void {
  const { min, max } = view.peek();
  const step = 10 ** Math.floor(Math.log10((max - min) / 500));
  place.value = Number((Math.round(x / step) * step).toPrecision(12));
}
