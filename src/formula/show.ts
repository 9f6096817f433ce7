/** Longer ones say no more. */
const LONGEST = 300;

/** A value as an error quotes it. */
export function show(value: unknown): string {
  const text = textOf(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'function') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
