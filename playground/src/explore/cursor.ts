import { computed, type ReadonlySignal } from '@preact/signals';
import { setting, view } from '../state.js';

const place = setting<number>('at', 1, Number.isFinite);

/** The x whose values are shown. It is always inside the view. */
export const cursor: ReadonlySignal<number> = computed(() => {
  const { min, max } = view.value;
  return Math.min(max, Math.max(min, place.value));
});

/** Moves the cursor, to an x that is rounded to what a pixel can show. */
export function moveCursor(x: number): void {
  const { min, max } = view.peek();
  const step = 10 ** Math.floor(Math.log10((max - min) / 500));
  place.value = Number((Math.round(x / step) * step).toPrecision(12));
}
