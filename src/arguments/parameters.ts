import { type Given, wrong } from './by_name.js';
import { show } from './show.js';

/** A scalar parameter of an activation. */
export interface Parameter {
  /**
   * The default value; a parameter without a default is required. `Infinity` means 'no limit' and is `null` in a
   * config.
   */
  readonly default?: number;
  /** The smallest allowed value. */
  readonly min?: number;
  /** A bound that the value must exceed. */
  readonly above?: number;
  /** The parameter that it cannot exceed. */
  readonly upTo?: string;
  /** Other names of the parameter, in systems that a model may come from. */
  readonly also?: readonly string[];
}

/**
 * A value for each parameter of an activation.
 *
 * @param given The given parameters, from {@link readNamed}.
 * @param readOther Reads a value that is not a number; returns `undefined` if the value should be a number.
 * @throws When a parameter without a default is not given, and when a number is out of its range or exceeds the
 *   parameter that bounds it.
 */
export function readParameters<Other = never>(
  owner: string,
  parameters: Readonly<Record<string, Parameter>>,
  given: ReadonlyMap<string, Given>,
  readOther?: (given: Given, name: string) => Other | undefined,
): Record<string, number | Other> {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    const each = given.get(name);
    if (each) return [name, readOther?.(each, name) ?? readParameter(owner, parameter, each)];
    if (parameter.default !== undefined) return [name, parameter.default];
    const received = Object.fromEntries([...given.values()].map(({ key, value }) => [key, value]));
    throw new Error(`The ${name} of ${owner} must be given. Received: ${show(received)}`);
  });
  const values = Object.fromEntries(entries);
  for (const [name, { upTo }] of Object.entries(parameters)) {
    if (upTo !== undefined) refuseAbove(owner, name, upTo, values);
  }
  return values;
}

/** @throws When both are numbers and the first is greater. */
function refuseAbove(
  owner: string,
  lower: string,
  upper: string,
  { [lower]: low, [upper]: high }: Readonly<Record<string, unknown>>,
): void {
  if (typeof low !== 'number' || typeof high !== 'number' || low <= high) return;
  throw new RangeError(
    `The ${lower} of ${owner} cannot be above its ${upper}. ` +
      `Received: ${lower}=${low}, ${upper}=${high}`,
  );
}

/**
 * The value of a scalar parameter.
 *
 * @param owner The function or layer, in errors: `elu`, `an ELU layer`.
 * @throws When it is not a number, is NaN or infinite, or is out of its range.
 */
export function readParameter(
  owner: string,
  { default: byDefault, min = -Infinity, above = -Infinity }: Parameter,
  given: Given,
): number {
  const { value } = given;
  const canBeNone = byDefault === Infinity;
  if (canBeNone && value === Infinity) return Infinity;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw wrong(owner, given, `must be a finite number${canBeNone ? ', or null for none' : ''}`);
  }
  if (value < min) {
    const rule = `cannot be ${min === 0 ? 'a negative value' : `less than ${min}`}`;
    throw wrong(owner, given, rule, RangeError);
  }
  if (value <= above) throw wrong(owner, given, `must be greater than ${above}`, RangeError);
  return value;
}
