import { type Case, layerCases } from '../../../bench/cases.js';
import { catalogueCases } from '../../../bench/catalogue_cases.js';
import type { Curve } from '../curve.js';
import { curveCase } from './curve_cases.js';
import type { SetName } from './protocol.js';

/** The cases of a set; `curves` are those of the playground. */
export function casesOf(set: SetName, curves: readonly Curve[]): readonly Case[] {
  switch (set) {
    case 'curves':
      return curves.map(curveCase);
    case 'layers':
      return layerCases;
    case 'activations':
      return catalogueCases;
  }
}
