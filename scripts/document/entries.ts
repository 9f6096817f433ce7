import { join } from 'node:path';
import type { Parameter } from '../../src/arguments/parameters.js';
import { families } from '../../src/catalogue/families.js';
import { type GatedUnit, gates } from '../../src/catalogue/gated_units.js';
import { normLike } from '../../src/catalogue/norm_like.js';
import * as rectifiers from '../../src/catalogue/rectifiers.js';
import { softmaxFamily } from '../../src/catalogue/softmax_family.js';
import { substitute } from '../../src/formula/expression.js';
import { parse } from '../../src/formula/parse.js';
import type { SliceActivation } from '../../src/formula/slice_formulas.js';
import { toText } from '../mathematics/print.js';
import { advice } from './advice.js';
import { type Docstring, docstrings } from './docstrings.js';

/** An activation that has a page in the gallery. */
export interface Entry {
  readonly name: string;
  readonly family: string;
  readonly about: Docstring;
  /** What it is good for, and when to use another. */
  readonly use: string;
  /**
   * The formula in `x`, the parameters and, for a gated unit, `gate`; absent if a result depends on several elements.
   */
  readonly formula?: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly also: readonly string[];
  readonly kind: Kind;
  readonly slice?: SliceActivation;
}

/**
 * The kind of computation: each element separately (`elementwise`), with a random parameter (`random`), or with
 * weights for each channel (`norm`); slices, with an additional learned entry (`sink`), or sampled (`sampled`); one
 * half of an axis times the other half; groups of elements.
 */
export type Kind =
  | 'elementwise'
  | 'random'
  | 'norm'
  | 'slices'
  | 'sink'
  | 'sampled'
  | 'halves'
  | 'groups';

const AXIS: Parameter = { default: -1 };

const src = join(import.meta.dirname, '../../src');
const documented = new Map(
  ['layers', 'activations', 'catalogue'].flatMap((room) => [...docstrings(join(src, room))]),
);

/** In training each element has its own slope; otherwise all have this one. */
const meanSlope = { alpha: parse('(lower + upper) / 2') };

/** All activations, by family. */
export const entries: readonly Entry[] = [
  ...Object.entries(families).flatMap(([family, members]) =>
    Object.entries(members).map(([name, { formula, parameters, also }]) =>
      entry(name, family, 'elementwise', { formula, parameters, also }),
    ),
  ),
  entry('rrelu', 'Rectifiers', 'random', {
    formula: toText(substitute(parse(rectifiers.leakyRelu.formula), meanSlope)),
    about: documented.get('RReLU'),
  }),
  ...Object.entries<SliceActivation>(softmaxFamily).map(([name, slice]) =>
    entry(name, 'Softmax family', 'slices', { slice, parameters: { axis: AXIS } }),
  ),
  entry('softmaxWithSink', 'Softmax family', 'sink', { slice: softmaxFamily.softmax }),
  entry('gumbelSoftmax', 'Softmax family', 'sampled', { slice: softmaxFamily.softmax }),
  entry('dyT', 'In place of a normalization', 'norm', {
    formula: normLike.dyT,
    about: documented.get('DyT'),
  }),
  entry('derf', 'In place of a normalization', 'norm', {
    formula: normLike.derf,
    about: documented.get('Derf'),
  }),
  ...Object.entries<GatedUnit>(gates).map(([name, { formula, parameters }]) =>
    entry(name, 'Gated units', 'halves', { formula, parameters: { axis: AXIS, ...parameters } }),
  ),
  entry('crelu', 'Length-changing', 'groups', { parameters: { axis: AXIS } }),
  entry('maxout', 'Length-changing', 'groups', { parameters: { numUnits: {}, axis: AXIS } }),
];

function entry(name: string, family: string, kind: Kind, own: Partial<Entry>): Entry {
  const about = own.about ?? documented.get(name);
  if (about === undefined || about.source === '') {
    throw new Error(`The docstring of ${name} must have a description and a source.`);
  }
  if (!(name in advice)) throw new Error(`advice.ts must say what ${name} is good for.`);
  return {
    ...own,
    name,
    family,
    kind,
    about,
    use: advice[name],
    parameters: own.parameters ?? {},
    also: own.also ?? [],
  };
}

/** The entries by family, in order. */
export function byFamily(): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const each of entries) groups.set(each.family, [...(groups.get(each.family) ?? []), each]);
  return groups;
}
