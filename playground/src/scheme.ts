import { matching } from './media.js';

/** Whether the dark scheme is active. Canvases must be redrawn when it changes. */
export const isDark = matching('(prefers-color-scheme: dark)');

/** The current colour of a variable of the style sheet. */
export function colorNow(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
