import type { Activation } from './activation.js';
import * as exponentials from './exponentials.js';
import * as periodic from './periodic.js';
import * as rectifiers from './rectifiers.js';
import * as selfGated from './self_gated.js';
import * as shrinks from './shrinks.js';
import * as sigmoids from './sigmoids.js';

/** The elementwise activations, keyed by the names of their ops. */
export const elementwiseActivations = {
  ...rectifiers,
  ...exponentials,
  ...sigmoids,
  ...shrinks,
  ...selfGated,
  ...periodic,
} as const satisfies Readonly<Record<string, Activation>>;
