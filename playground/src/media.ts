import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether a query of the style sheets holds, now and later. */
export function matching(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', (event) => {
    matches.value = event.matches;
  });
  return matches;
}

/** Whether the page has one column, as the style sheets have it. */
export const isNarrow = matching('(max-width: 860px)');
