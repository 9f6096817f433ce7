/** Longer values give no more information. */
const LONGEST = 300;

/** A value as quoted in an error. */
export function show(value: unknown): string {
  const text = textOf(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** Whether it is a plain object `{…}`, not a list or an instance of a class. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'function') return String(value);
  try {
    if (isOfClass(value)) return `an instance of ${value.constructor.name}`;
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function isOfClass(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPlain(value);
}
