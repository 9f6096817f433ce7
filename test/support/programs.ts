/** The arguments with which Node runs a program given as text. */
export function text(program: string, type: 'module' | 'commonjs' = 'module'): string[] {
  return [`--input-type=${type}`, '--eval', program];
}

/** The arguments with which Node runs TypeScript, in a file or, as a following argument, in a text. */
export const TYPESCRIPT = ['--import', 'tsx'];

/** The last line of the output: tfjs may print a hint before it. */
export function lastLine(printed: string): string {
  return printed.trim().split('\n').at(-1) as string;
}
