import { matching } from './media.js';

/** Whether the dark scheme is wanted: what is drawn on a canvas has to be drawn again. */
export const isDark = matching('(prefers-color-scheme: dark)');

/** The colour that a variable of the style sheet has now. */
export function colorNow(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
