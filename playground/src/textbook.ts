import { asInTextbook, type Textbook } from '../../scripts/mathematics/textbook.js';
import { catalogue } from './catalogue.js';

const known = new Map<string, Textbook>();

/** An entry of the catalogue as a textbook prints it. */
export function textbook(name: string): Textbook {
  const own = known.get(name) ?? asInTextbook(catalogue[name].formula);
  known.set(name, own);
  return own;
}
