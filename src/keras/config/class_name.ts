/** Before the name of a class of Keras that is another class in tfjs. */
export const PREFIX = 'Keras>';

/** The name in Keras of a class that is registered under it, or as `Keras>NAME`. */
export function bareName(className: string): string {
  return className.startsWith(PREFIX) ? className.slice(PREFIX.length) : className;
}
