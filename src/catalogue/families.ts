import type { Activation } from './activation.js';
import * as exponentials from './exponentials.js';
import * as periodic from './periodic.js';
import * as rectifiers from './rectifiers.js';
import * as selfGated from './self_gated.js';
import * as shrinks from './shrinks.js';
import * as sigmoids from './sigmoids.js';

/** The elementwise activations by family: what a reader is shown. */
export const families: Readonly<Record<string, Readonly<Record<string, Activation>>>> = {
  Rectifiers: rectifiers,
  'Exponential and smooth rectifiers': exponentials,
  Sigmoids: sigmoids,
  Shrinkage: shrinks,
  'Self-gated': selfGated,
  Periodic: periodic,
};
