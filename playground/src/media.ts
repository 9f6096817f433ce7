import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether a media query holds, now and later. */
export function matching(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', (event) => {
    matches.value = event.matches;
  });
  return matches;
}

/** Whether the page has a single column, with the same condition as the style sheets. */
export const isNarrow = matching('(max-width: 860px)');
