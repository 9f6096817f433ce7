// There may be another copy of the package, as CommonJS beside ES modules, whose classes are not those of this one.

const OURS = Symbol.for('tfjs-advanced-activations');

/** Makes a class known as one of this package, to all of its copies. */
export function markAsOurs(registered: object): void {
  Object.defineProperty(registered, OURS, { value: true });
}

/** Whether a class that is registered with tfjs is one of this package, in any of its copies. */
export function isOurs(registered: object): boolean {
  return Object.hasOwn(registered, OURS);
}
