/** The prefix for Keras classes whose name belongs to another class in tfjs. */
export const PREFIX = 'Keras>';

/** The Keras name of a class that is registered under this name or as `Keras>NAME`. */
export function bareName(className: string): string {
  return className.startsWith(PREFIX) ? className.slice(PREFIX.length) : className;
}
