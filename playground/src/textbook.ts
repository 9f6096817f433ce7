import { asInTextbook, type Textbook } from '../../scripts/mathematics/textbook.js';
import { catalogue } from './catalogue.js';

const known = new Map<string, Textbook>();

/** An activation of the catalogue as in a textbook. */
export function textbook(name: string): Textbook {
  const own = known.get(name) ?? asInTextbook(catalogue[name].formula);
  known.set(name, own);
  return own;
}
