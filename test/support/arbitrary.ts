import fc from 'fast-check';
import {
  apply,
  constant,
  type Expression,
  power,
  select,
  variable,
} from '../../src/formula/expression.js';
import { constants, functionWords, type Word, words } from '../../src/formula/words.js';
import { IN_PAGE } from './fixtures.js';

/** A randomly generated formula, as its text is written, before any folding. */
export type Tree =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'operation';
      readonly op: string;
      readonly args: readonly Tree[];
      /** Whether it is enclosed in unnecessary parentheses. */
      readonly parentheses: boolean;
    };

export interface FormulaOptions {
  readonly variables?: readonly string[];
  /** The largest depth of nested operations. */
  readonly depth?: number;
  /** The largest exponent; the smallest is its negative. */
  readonly exponent?: number;
  /** The largest number in the formula. */
  readonly limit?: number;
}

/** Longer formulas test nothing more, and the language has a limit of 2000. */
const LONGEST = 600;

/** Trees with all operators and words of the language. They shrink to a number or a variable. */
export function trees({
  variables = ['x', 'alpha', 'beta'],
  depth = 4,
  exponent = 4,
  limit = 100,
}: FormulaOptions = {}): fc.Arbitrary<Tree> {
  const number = (text: string): Tree => ({ kind: 'number', text });
  const small = ['0', '1', '2', '0.5', '3', '10', '0.01', ...Object.keys(constants)];
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...variables).map((name) => variableTree(name)) },
    { weight: 2, arbitrary: fc.constantFrom(...small).map(number) },
    {
      weight: 1,
      arbitrary: numbers(limit).map((value) => number(String(Math.abs(value)))),
    },
  );
  const powers = fc
    .integer({ min: -2 * exponent, max: 2 * exponent })
    .map((halves) => number(String(halves / 2)));
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
    const made = (ops: readonly string[], arity: number) =>
      fc
        .tuple(
          fc.constantFrom(...ops),
          fc.tuple(...Array.from({ length: arity }, () => tie('tree'))),
          fc.boolean(),
        )
        .map(
          ([op, args, parentheses]): Tree => ({
            kind: 'operation',
            op,
            args: args as Tree[],
            parentheses,
          }),
        );
    const called = (arity: number) => functionWords.filter((word) => words[word].length === arity);
    return {
      tree: fc.oneof(
        { maxDepth: depth, withCrossShrink: true },
        { weight: 2, arbitrary: leaf },
        { weight: 5, arbitrary: made(['+', '-', '*', '/'], 2) },
        { weight: 5, arbitrary: made(called(1), 1) },
        { weight: 1, arbitrary: made(called(2), 2) },
        { weight: 1, arbitrary: made(['neg'], 1) },
        { weight: 1, arbitrary: made(['<', '<=', '>', '>='], 4) },
        {
          weight: 1,
          arbitrary: fc.tuple(tie('tree'), powers, fc.boolean()).map(
            ([base, n, parentheses]): Tree => ({
              kind: 'operation',
              op: '**',
              args: [base as Tree, n],
              parentheses,
            }),
          ),
        },
      ),
    };
  });
  // A repeated subexpression is computed once, but random formulas rarely contain one.
  const shared = fc.tuple(tree, tree).map(([outer, inner]) => plugged(outer, inner));
  return fc
    .oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: tree },
      { weight: 1, arbitrary: shared },
    )
    .filter((each) => textOf(each).length <= LONGEST);
}

/** Numbers up to a limit, most of them of that magnitude: nearly all doubles are close to 0. */
export function numbers(limit: number): fc.Arbitrary<number> {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((n) => (n / 2 ** 20) * limit),
    },
    { weight: 1, arbitrary: fc.double({ min: -limit, max: limit, noNaN: true }) },
  );
}

/** A float32 that is not subnormal, because not all backends support subnormal numbers. */
export const toFloat = (value: number) => (Math.abs(value) < 2 ** -126 ? 0 : Math.fround(value));

/** The texts of formulas. */
export function formulas(options?: FormulaOptions): fc.Arbitrary<string> {
  return trees(options).map(textOf);
}

/** Formulas as expressions, created by the builder functions and not by the parser. */
export function expressions(options?: FormulaOptions): fc.Arbitrary<Expression> {
  return trees(options).map(build);
}

function variableTree(name: string): Tree {
  return { kind: 'variable', name };
}

/** The tree with another one in place of x. */
function plugged(outer: Tree, inner: Tree): Tree {
  if (outer.kind === 'number') return outer;
  if (outer.kind === 'variable') return outer.name === 'x' ? inner : outer;
  const args = outer.args.map((arg) => plugged(arg, inner));
  return { ...outer, args };
}

/** The tree as an expression. */
export function build(tree: Tree): Expression {
  if (tree.kind === 'number') return constant(numberOf(tree.text));
  if (tree.kind === 'variable') return variable(tree.name);
  const { op, args } = tree;
  if (op === '**') return power(build(args[0]), numberOf((args[1] as { text: string }).text));
  const [a, b, c, d] = args.map(build);
  if (op === '>' || op === '>=') return select(op === '>' ? '<' : '<=', b, a, c, d);
  return apply(op as Word, args.length === 4 ? [a, b, c, d] : args.length === 2 ? [a, b] : [a]);
}

export function numberOf(text: string): number {
  return Object.hasOwn(constants, text) ? constants[text as keyof typeof constants] : Number(text);
}

// Precedence as in JavaScript, from the lowest to the highest.
const [CONDITIONAL, SUM, PRODUCT, POWER, UNARY, ATOM] = [0, 1, 2, 3, 4, 5];

/** The tree as the text of a formula, which is also a JavaScript expression. */
export function textOf(tree: Tree): string {
  return written(tree, CONDITIONAL);
}

function written(tree: Tree, atLeast: number): string {
  if (tree.kind === 'number') return tree.text;
  if (tree.kind === 'variable') return tree.name;
  const { op, args, parentheses } = tree;
  const [text, binds] = unwrapped(op, args);
  return parentheses || binds < atLeast ? `(${text})` : text;
}

function unwrapped(op: string, args: readonly Tree[]): [string, number] {
  const [a, b, t, f] = args;
  switch (op) {
    case '+':
    case '-':
      return [`${written(a, SUM)} ${op} ${written(b, PRODUCT)}`, SUM];
    case '*':
    case '/':
      return [`${written(a, PRODUCT)} ${op} ${written(b, POWER)}`, PRODUCT];
    case '**':
      return [`${written(a, ATOM)} ** ${written(b, UNARY)}`, POWER];
    case 'neg': {
      const inner = written(a, UNARY);
      // In JavaScript, `--` is another operator, and `-a ** b` is a syntax error.
      return [inner.startsWith('-') ? `- ${inner}` : `-${inner}`, UNARY];
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return [
        `${written(a, SUM)} ${op} ${written(b, SUM)} ? ` +
          `${written(t, CONDITIONAL)} : ${written(f, CONDITIONAL)}`,
        CONDITIONAL,
      ];
    default:
      return [`${op}(${args.map((arg) => written(arg, CONDITIONAL)).join(', ')})`, ATOM];
  }
}

/** A page has no `process`. */
const environment: Record<string, string | undefined> = globalThis.process?.env ?? {};

const seconds = Number(environment.FUZZ_SECONDS ?? Number.NaN);
const isLong = seconds > 0;

/** The time for each property, unless `FUZZ_SECONDS` is set. */
const SECONDS = 4;

/** Formulas are never released, so that even a long run needs a limit. */
const MOST_RUNS = 30000;

/** The same numbers in every run of the test suite; a long run uses new ones. */
function seed(): { seed?: number } {
  if (environment.FUZZ_SEED !== undefined) return { seed: Number(environment.FUZZ_SEED) };
  return isLong ? {} : { seed: 1 };
}

/**
 * A test that passes if `check` throws for no values of the arbitraries. It ends after some seconds, whatever the
 * number of values. Values that fail are shrunk, and printed with their seed: `FUZZ_SEED` repeats them, and
 * `FUZZ_SECONDS` sets the time for each property.
 *
 * @param runs The number of values in Node, and the number in a page.
 */
export function fuzz<Values extends [unknown, ...unknown[]]>(
  title: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  check: (...values: Values) => void | Promise<void>,
  runs: readonly [number, number] = [100, 20],
): void {
  const limit = isLong ? seconds : SECONDS;
  test(
    title,
    async () => {
      let last: Promise<void> = Promise.resolve();
      const property = fc.asyncProperty<Values>(
        ...(arbitraries as unknown as { [Index in keyof Values]: fc.Arbitrary<Values[Index]> }),
        (...values) => {
          last = (async () => check(...values))();
          return last;
        },
      );
      try {
        await fc.assert(property, {
          ...seed(),
          numRuns: isLong ? MOST_RUNS : runs[IN_PAGE ? 1 : 0], // In a page, each new formula is a shader to compile.
          // Few formulas may satisfy a condition.
          maxSkipsPerRun: 1000,
          interruptAfterTimeLimit: limit * 1000,
          markInterruptAsFailure: false,
        });
      } finally {
        // The interrupted run continues, and would overlap with the next test.
        await last.catch(() => undefined);
      }
    },
    (limit + 60) * 1000,
  );
}
