import { show } from '../../arguments/show.js';
import { problemOfUser } from './identity.js';
import type { Report } from './problems.js';
import { isRegistered } from './registry.js';
import { isSerialized, plain, type Serialized } from './serialized.js';

// The arguments for initializers, regularizers and constraints of weights.

const REGULARIZERS = ['L1', 'L2', 'L1L2'];
const CONSTRAINTS = ['MaxNorm', 'NonNeg', 'UnitNorm', 'MinMaxNorm'];

export function regularizer(value: unknown, key: string, problem: Report): Serialized | null {
  const known = readKnown(value, REGULARIZERS, key, problem);
  if (known === undefined) return null;
  const { l1, l2 } = known.config;
  return { class_name: 'L1L2', config: { l1: l1 ?? 0, l2: l2 ?? 0 } };
}

export function constraint(value: unknown, key: string, problem: Report): Serialized | null {
  const known = readKnown(value, CONSTRAINTS, key, problem);
  return known === undefined ? null : bare(known);
}

/** A regularizer or a constraint that tfjs has; `undefined` if there is none, or an unknown one. */
function readKnown(
  value: unknown,
  classes: readonly string[],
  key: string,
  problem: Report,
): Serialized | undefined {
  if (value === null || value === undefined) return undefined;
  if (!isSerialized(value)) {
    problem(`has a ${key} that is not a class with a config. Received: ${show(value)}`);
    return undefined;
  }
  const ofUser = problemOfUser(value, key);
  if (ofUser) {
    problem(`has a ${key} that ${ofUser}`);
    return undefined;
  }
  if (classes.includes(value.class_name)) return value;
  problem(`has the ${key} ${value.class_name}, which tfjs does not have`);
  return undefined;
}

/** Initializers that have another name in tfjs. */
const initializers: ReadonlyMap<string, string> = new Map([
  ['LecunNormal', 'LeCunNormal'],
  ['LecunUniform', 'LeCunUniform'],
  ['OrthogonalInitializer', 'Orthogonal'],
  ['IdentityInitializer', 'Identity'],
]);

/** The weights are loaded afterwards, so any initializer can replace one that tfjs does not have. */
export function initializer(value: unknown): unknown {
  if (!isSerialized(value)) return value;
  const class_name = initializers.get(value.class_name) ?? value.class_name;
  return isRegistered(class_name)
    ? bare({ class_name, config: value.config })
    : { class_name: 'Zeros', config: {} };
}

/** Without the keys that Keras 3 adds. */
function bare({ class_name, config }: Serialized): Serialized {
  return { class_name, config: plain(config) as Serialized['config'] };
}
