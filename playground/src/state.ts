import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { defineFunctions } from '../../src/catalogue/functions.js';
import type { Curve } from './curve.js';
import { type Page, readLink, writeLink } from './link.js';
import type { View } from './view.js';

export type { Curve } from './curve.js';
export { PAGES, type Page } from './link.js';

// The state of the page. The link in the address bar contains all of it, so that a copy of the link shows the same.

defineFunctions();

const first = readLink(location.hash);

export const page: Signal<Page> = signal(first.link.page);

/** One to four curves. */
export const curves: Signal<readonly Curve[]> = signal(first.link.curves);

/** The range of x. */
export const view: Signal<View> = signal(first.link.view);

/** The invalid parts of the link. */
export const faults: Signal<readonly string[]> = signal(first.faults);

type Value = string | number | boolean;

interface Setting {
  readonly signal: Signal<Value>;
  readonly byDefault: Value;
  /** Reads the value from a text of the link; returns the default if there is none. */
  read(text: string | undefined): Value;
}

const settings = new Map<string, Setting>();
/** The settings in the link, including those of pages that are not loaded yet. */
const texts: Signal<ReadonlyMap<string, string>> = signal(first.link.settings);

/**
 * A value that is part of the link. Calls with the same key return the same signal.
 *
 * @param accepts Whether a value is valid; an invalid one in a link is reported.
 * @param expected The description of valid values in that report.
 */
export function setting<T extends Value>(
  key: string,
  byDefault: T,
  accepts: (value: T) => boolean = () => true,
  expected?: string,
): Signal<T> {
  let known = settings.get(key);
  if (known === undefined) {
    const read = (text: string | undefined) => {
      if (text === undefined) return byDefault;
      const value = readLike(text, byDefault);
      if (value !== undefined && accepts(value as T)) return value;
      const instead = expected === undefined ? '' : ` Expected ${expected}.`;
      faults.value = [...faults.peek(), `'${key}' cannot be '${text}'.${instead}`];
      return byDefault;
    };
    const own = signal<Value>(read(texts.peek().get(key)));
    known = { signal: own, byDefault, read };
    settings.set(key, known);
    effect(() => {
      const all = new Map(texts.peek());
      if (own.value === byDefault) all.delete(key);
      else all.set(key, String(own.value));
      texts.value = all;
    });
  }
  if (known.byDefault !== byDefault) throw new Error(`Two settings cannot share the key: ${key}`);
  return known.signal as Signal<T>;
}

/** The value of a text, with the type of `like`; `undefined` if the text has another type. */
function readLike(text: string, like: Value): Value | undefined {
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean') {
    return text === 'true' || (text === 'false' ? false : undefined);
  }
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** The index of the curve that the page Kernels shows. */
export const selected: Signal<number> = setting<number>('selected', 0, (place) =>
  [0, 1, 2, 3].includes(place),
);

export const selectedCurve: ReadonlySignal<Curve> = computed(
  () => curves.value[selected.value] ?? curves.value[0],
);

/** The link to a page with the current state. */
export function linkTo(page: Page): string {
  return writeLink({ page, curves: curves.value, view: view.value, settings: texts.value });
}

/** Browsers refuse to change the address too often, as would happen while a slider is moved. */
const MILLISECONDS = 200;

let timer: ReturnType<typeof setTimeout> | undefined;
let shownPage = first.link.page;

function showLink(): void {
  clearTimeout(timer);
  timer = undefined;
  const link = linkTo(page.peek());
  if (shownPage !== page.peek()) history.pushState(null, '', link);
  else if (location.hash !== link) history.replaceState(null, '', link);
  shownPage = page.peek();
}

/** Updates the link before the page is left, so that the browser history contains the latest state. */
export function showLinkNow(): void {
  if (timer !== undefined) showLink();
}

function followLink(): void {
  clearTimeout(timer);
  timer = undefined;
  const { link, faults: found } = readLink(location.hash);
  shownPage = link.page;
  batch(() => {
    faults.value = found;
    page.value = link.page;
    curves.value = link.curves;
    view.value = link.view;
    texts.value = link.settings;
    for (const [key, { signal, read }] of settings) signal.value = read(link.settings.get(key));
  });
}

/** Keeps the address bar and the state in sync from now on. */
export function keepLink(): void {
  effect(() => {
    linkTo(page.value);
    timer ??= setTimeout(showLink, MILLISECONDS);
  });
  addEventListener('popstate', followLink);
  addEventListener('pagehide', showLinkNow);
}
