import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activation } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';
import { gates } from '../../src/catalogue/gated_units.js';
import { normLike } from '../../src/catalogue/norm_like.js';

/** The text of module.py with the catalogue, which Keras needs to load the activations that it does not have. */
export function kerasModule(): string {
  const catalogue = Object.entries<Activation>(elementwiseActivations).map(
    ([name, { formula, parameters, also = [] }]) => {
      const defaults = Object.entries(parameters).map(([key, { default: value }]) => [
        key,
        value === Infinity ? null : (value ?? 'must be given'),
      ]);
      return [name, { formula, parameters: Object.fromEntries(defaults), also }];
    },
  );
  const assignment = (name: string, value: object) =>
    `${name} = json.loads(r"""${JSON.stringify(value, undefined, 1)}""")`;
  const data = [
    assignment('CATALOGUE', Object.fromEntries(catalogue)),
    assignment('GATES', gates),
    assignment('NORM_LIKE', normLike),
  ];
  const template = readFileSync(join(import.meta.dirname, 'module.py'), 'utf8');
  return template.replace('CATALOGUE = {}', () => data.join('\n'));
}
