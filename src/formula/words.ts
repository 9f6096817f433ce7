import { erf, erfc } from './error_function.js';

/**
 * The whole language: every operator and every word with its meaning in float64.
 *
 * `neg` is the unary minus. `<` and `<=` are the conditionals `a < b ? t : f` and `a <= b ? t : f`: a comparison is
 * allowed nowhere else, so every value of the language is a float. Conditionals select, so a NaN or an infinity in
 * the branch that is not taken never reaches the result.
 */
export const words = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  // Exponents are multiples of 1/2, and halves are square roots: NaN below 0, including -Infinity.
  '**': (a: number, exponent: number) =>
    Number.isInteger(exponent) ? a ** exponent : Math.sqrt(a) ** (2 * exponent),
  neg: (a: number) => -a,
  '<': (a: number, b: number, ifTrue: number, ifFalse: number) => (a < b ? ifTrue : ifFalse),
  '<=': (a: number, b: number, ifTrue: number, ifFalse: number) => (a <= b ? ifTrue : ifFalse),
  abs: (x: number) => Math.abs(x),
  min: (a: number, b: number) => Math.min(a, b),
  max: (a: number, b: number) => Math.max(a, b),
  sign: (x: number) => Math.sign(x),
  sqrt: (x: number) => Math.sqrt(x),
  exp: (x: number) => Math.exp(x),
  expm1: (x: number) => Math.expm1(x),
  log: (x: number) => Math.log(x),
  log1p: (x: number) => Math.log1p(x),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  tanh: (x: number) => Math.tanh(x),
  // Kernels compute them for |x| up to 1e5, beyond which adjacent float32 numbers are too far apart.
  sin: (x: number) => Math.sin(x),
  cos: (x: number) => Math.cos(x),
  erf: (x: number) => erf(x),
  erfc: (x: number) => erfc(x),
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
} as const;

export type Word = keyof typeof words;

/** Named constants. */
export const constants = { pi: Math.PI, e: Math.E } as const;

/** The words that are written as calls, `tanh(x)`: all except the operators. */
export const functionWords = (Object.keys(words) as Word[]).filter(
  (word) => /^[a-z]/.test(word) && word !== 'neg',
);

/** Whether the name is that of a word that is written as a call. */
export function isWord(name: string): name is Word {
  return functionWords.includes(name as Word);
}

export function isConstant(name: string): name is keyof typeof constants {
  return Object.hasOwn(constants, name);
}
