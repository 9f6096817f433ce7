import type { Role } from './document/drawings.js';

/** The colours of a picture on a light or on a dark page. */
export interface Theme {
  readonly text: string;
  readonly grid: string;
  readonly zero: string;
  readonly lines: Readonly<Record<Role, string>>;
}

const roles = (value: string, second: string, other: string): Theme['lines'] => ({
  value,
  'negative part': second,
  slope: second,
  inputs: other,
  limits: other,
});

export const themes = {
  light: {
    text: '#59636e',
    grid: '#e4e8ec',
    zero: '#9aa4af',
    lines: roles('#0b63ce', '#d4620f', '#9aa4af'),
  },
  dark: {
    text: '#9198a1',
    grid: '#2b323b',
    zero: '#6b7580',
    lines: roles('#58a6ff', '#f0954a', '#6b7580'),
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The ending of a picture's file, by the name of its theme. */
export const endingOf = (theme: string) => (theme === 'light' ? '.svg' : `-${theme}.svg`);
