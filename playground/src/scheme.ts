import { type ReadonlySignal, signal } from '@preact/signals';

const query = matchMedia('(prefers-color-scheme: dark)');
const dark = signal(query.matches);
query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});

/** Whether the dark scheme is wanted: what is drawn on a canvas has to be drawn again. */
export const isDark: ReadonlySignal<boolean> = dark;

/** The colour that a variable of the style sheet has now. */
export function colorNow(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
