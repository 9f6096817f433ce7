/** Converts a name in camel case, as in tfjs, to snake case, as in Keras: `logSoftmax` to `log_softmax`. */
export type SnakeCase<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeCase<Rest>}`
  : Name;

export function snakeCase<Name extends string>(name: Name): SnakeCase<Name> {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SnakeCase<Name>;
}

/** Names in camel case, followed by the same names in snake case. */
export function inBothCases(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [name, snakeCase(name)]))];
}

/** The name after tfjs has saved and loaded a model: `myGELU` becomes `my_gelu`, then `myGelu`. */
export function nameWhenLoaded(name: string): string {
  const saved = name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return wordWhenLoaded(saved);
}

/** The word after tfjs has loaded a model: `my_gelu` becomes `myGelu`. */
export function wordWhenLoaded(word: string): string {
  if (word.length <= 1 || !word.includes('_')) return word;
  return word.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The name in tfjs of the function that creates a layer: `leakyReLU` for `LeakyReLU`, `prelu` for `PReLU`. */
export type FunctionName<ClassName extends string> =
  ClassName extends `${infer _First}${infer Second}${string}`
    ? Second extends Lowercase<Second>
      ? Uncapitalize<ClassName>
      : Lowercase<ClassName>
    : ClassName;

export function functionName(className: string): string {
  const isAbbreviated = /^[A-Z]{2}/.test(className);
  const end = isAbbreviated ? className.length : 1;
  return className.slice(0, end).toLowerCase() + className.slice(end);
}
