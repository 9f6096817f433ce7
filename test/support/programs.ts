/** What Node is told to run a text. */
export function text(program: string, type: 'module' | 'commonjs' = 'module'): string[] {
  return [`--input-type=${type}`, '--eval', program];
}

/** What Node is told to run TypeScript, of a file or, behind it, of a text. */
export const TYPESCRIPT = ['--import', 'tsx'];

/** What is printed last: tfjs may advertise itself before. */
export function lastLine(printed: string): string {
  return printed.trim().split('\n').at(-1) as string;
}
