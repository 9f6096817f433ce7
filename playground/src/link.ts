import { FormulaError } from '../../src/formula/parse.js';
import { catalogue } from './catalogue.js';
import {
  allows,
  type Curve,
  catalogueCurve,
  clearCurve,
  INITIAL,
  parameterOf,
  retyped,
  unreadCurve,
} from './curve.js';
import { limited } from './ui/number_range.js';
import { DEFAULT_VIEW, isView, type View } from './view.js';

// The state of the page as the text after the # of the address:
// explore?curve=leakyRelu;alpha=0.1&curve=x*sigmoid(beta*x);beta=2&x=-4..4&epochs=20
// An invalid text in the field of a curve follows the curve: curve=mish;?x*tnah(

export const PAGES = ['explore', 'kernels', 'train', 'speed'] as const;

export type Page = (typeof PAGES)[number];

export const MOST_CURVES = 4;

/** A separator that occurs in no formula and no parameter. */
const DRAFT = ';?';

export interface Link {
  readonly page: Page;
  readonly curves: readonly Curve[];
  readonly view: View;
  /** Other settings of the pages, as text, by key. */
  readonly settings: ReadonlyMap<string, string>;
}

/** The curves that are shown if the link has none. */
const DEFAULT_CURVES: readonly string[] = ['mish', 'x * sigmoid(beta * x);beta=0.5'];

/** Reads a link. Invalid parts are replaced by their defaults and reported. */
export function readLink(hash: string): { link: Link; faults: readonly string[] } {
  const faults: string[] = [];
  const [path, query = ''] = split(hash.replace(/^#\/?/, ''), '?');
  const values = new URLSearchParams(query);
  const page = readPage(path, faults);
  const texts = values.getAll('curve');
  if (texts.length > MOST_CURVES) faults.push(`The link has more than ${MOST_CURVES} curves.`);
  const curves = texts.slice(0, MOST_CURVES).map((text) => readCurve(text, faults));
  const range = values.get('x');
  const settings = [...values].filter(([key]) => key !== 'curve' && key !== 'x');
  return {
    link: {
      page,
      curves: curves.length > 0 ? curves : DEFAULT_CURVES.map((text) => readCurve(text, faults)),
      view: range === null ? DEFAULT_VIEW : readView(range, faults),
      settings: new Map(settings),
    },
    faults,
  };
}

export function writeLink({ page, curves, view, settings }: Link): string {
  const values = new URLSearchParams();
  for (const curve of curves) values.append('curve', writeCurve(curve));
  if (view.min !== DEFAULT_VIEW.min || view.max !== DEFAULT_VIEW.max) {
    values.append('x', `${view.min}..${view.max}`);
  }
  for (const [key, value] of settings) values.append(key, value);
  return `#${page}?${values}`;
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function readPage(path: string, faults: string[]): Page {
  const page = PAGES.find((each) => each === path);
  if (page === undefined && path !== '') {
    faults.push(`There is no page '${path}'. Expected one of: ${PAGES.join(', ')}.`);
  }
  return page ?? 'explore';
}

function readView(range: string, faults: string[]): View {
  const [min, max] = split(range, '..').map(Number);
  const view = { min, max };
  if (isView(view)) return view;
  faults.push(`The range of x is not valid: '${range}'. Expected two numbers, such as -4..4.`);
  return DEFAULT_VIEW;
}

function readCurve(text: string, faults: string[]): Curve {
  const [written, draft] = split(text, DRAFT);
  const curve = readWritten(written, faults);
  return draft === undefined ? curve : retyped(curve, draft);
}

function readWritten(text: string, faults: string[]): Curve {
  const [what, ...values] = text.split(';');
  // A name with a value is intended to be a parameter.
  const known = Object.fromEntries(values.map((value) => [split(value, '=')[0], INITIAL]));
  let curve: Curve;
  try {
    curve = Object.hasOwn(catalogue, what) ? catalogueCurve(what) : clearCurve(what, known);
  } catch (error) {
    const [problem] = (error as Error).message.split('\n');
    faults.push(
      error instanceof FormulaError
        ? `The formula '${what}' cannot be read: ${problem}.`
        : `The formula '${what}' cannot be used: ${problem}.`,
    );
    return unreadCurve(what);
  }
  const parameters = { ...curve.parameters };
  for (const text of values) {
    const [name, value] = split(text, '=');
    const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
    if (!Object.hasOwn(parameters, name)) {
      faults.push(`'${what}' has no parameter '${name}'.`);
    } else if (!allows(parameterOf(curve, name), number)) {
      const { expected } = limited(parameterOf(curve, name));
      faults.push(`${name} of '${what}' cannot be '${value ?? ''}'. Expected ${expected}.`);
    } else {
      parameters[name] = number;
    }
  }
  return { ...curve, parameters };
}

function writeCurve({ name, formula, parameters, draft }: Curve): string {
  const byDefault = name === undefined ? {} : catalogueCurve(name).parameters;
  const values = Object.entries(parameters).filter(([key, value]) => value !== byDefault[key]);
  const written = [name ?? formula, ...values.map(([key, value]) => `${key}=${value}`)].join(';');
  return draft === undefined ? written : `${written}${DRAFT}${draft}`;
}
