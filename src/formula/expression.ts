import { type Word, words } from './words.js';

/**
 * A formula as a tree. Trees are immutable and interned: equal trees are the same object, so `===` compares formulas,
 * and a sub-formula that occurs twice is one node, computed once.
 */
export type Expression = Constant | Variable | Operation;

export interface Constant {
  readonly kind: 'constant';
  readonly value: number;
}

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
}

/** A word applied to arguments. `op` is a `Word`, or an instruction of a target after lowering. */
export interface Operation {
  readonly kind: 'operation';
  readonly op: string;
  readonly args: readonly Expression[];
}

// Held weakly: a program that loads models for a year meets many formulas, and keeps those that it uses.
const interned = new Map<string, Pick<WeakRef<Expression>, 'deref'>>();
const ids = new WeakMap<Expression, number>();
let nextId = 1;

function intern(key: string, make: () => Expression): Expression {
  let expression = interned.get(key)?.deref();
  if (expression === undefined) {
    expression = Object.freeze(make());
    interned.set(key, hold(expression, key));
    ids.set(expression, nextId++);
  }
  return expression;
}

/** Engines before 2021, and Hermes, do not support finalization: there all expressions are kept. */
const hold: (expression: Expression, key: string) => Pick<WeakRef<Expression>, 'deref'> =
  typeof FinalizationRegistry === 'function'
    ? holdWeakly()
    : (expression) => ({ deref: () => expression });

function holdWeakly(): typeof hold {
  const gone = new FinalizationRegistry<string>((key) => {
    // The same formula may have been created again in the meantime.
    if (interned.get(key)?.deref() === undefined) interned.delete(key);
  });
  return (expression, key) => {
    gone.register(expression, key);
    return new WeakRef(expression);
  };
}

/** A number. Minus zero is zero. */
export function constant(value: number): Expression {
  return intern(`#${value}`, () => ({ kind: 'constant', value: value + 0 }));
}

export function variable(name: string): Expression {
  return intern(`$${name}`, () => ({ kind: 'variable', name }));
}

/** `op` applied to `args` without folding; the builders below first fold constants and units. */
export function operation(op: string, ...args: Expression[]): Expression {
  const key = `${op}(${args.map((arg) => ids.get(arg)).join()})`;
  return intern(key, () => ({ kind: 'operation', op, args: Object.freeze(args) }));
}

/** Whether the expression is one of these operations. */
export function isOperation<W extends Word>(
  expression: Expression,
  ...ops: readonly W[]
): expression is Operation & { readonly op: W } {
  return expression.kind === 'operation' && (ops as readonly string[]).includes(expression.op);
}

/** Whether the expression is `a < b ? t : f` or the same with `<=`. */
export function isConditional(
  expression: Expression,
): expression is Operation & { readonly op: '<' | '<=' } {
  return isOperation(expression, '<', '<=');
}

const ZERO = constant(0);
const ONE = constant(1);

function isConstant(expression: Expression, value: number): boolean {
  return expression.kind === 'constant' && expression.value === value;
}

/** `word` applied to `args`, or its value if all of them are constants. */
function fold(word: Word, ...args: Expression[]): Expression {
  const values = args.flatMap((arg) => (arg.kind === 'constant' ? [arg.value] : []));
  if (values.length === args.length) {
    const meaning: (...values: number[]) => number = words[word];
    return constant(meaning(...values));
  }
  return operation(word, ...args);
}

export function add(a: Expression, b: Expression): Expression {
  if (a === ZERO) return b;
  if (b === ZERO) return a;
  return fold('+', a, b);
}

export function sub(a: Expression, b: Expression): Expression {
  if (b === ZERO) return a;
  if (a === ZERO) return neg(b);
  return fold('-', a, b);
}

/** Zero times anything is zero: a term with the factor 0 is dropped, even if the rest is NaN. */
export function mul(a: Expression, b: Expression): Expression {
  if (a === ZERO || b === ZERO) return ZERO;
  if (a === ONE) return b;
  if (b === ONE) return a;
  if (isConstant(a, -1)) return neg(b);
  if (isConstant(b, -1)) return neg(a);
  return fold('*', a, b);
}

export function div(a: Expression, b: Expression): Expression {
  if (b === ONE) return a;
  if (a === ZERO && b.kind !== 'constant') return ZERO;
  return fold('/', a, b);
}

export function abs(a: Expression): Expression {
  return fold('abs', isOperation(a, 'neg') ? a.args[0] : a);
}

export function neg(a: Expression): Expression {
  if (isOperation(a, 'neg')) return a.args[0];
  return fold('neg', a);
}

/** `a` to the power of a number. */
export function power(a: Expression, exponent: number): Expression {
  if (exponent === 0) return ONE;
  if (exponent === 1) return a;
  return fold('**', a, constant(exponent));
}

/** `a < b ? ifTrue : ifFalse`, or the same with `<=`. */
export function select(
  op: '<' | '<=',
  a: Expression,
  b: Expression,
  ifTrue: Expression,
  ifFalse: Expression,
): Expression {
  if (ifTrue === ifFalse) return ifTrue;
  if (op === '<' && isConstant(a, Infinity)) return ifFalse; // Nothing is greater, and neither is NaN.
  if (a.kind === 'constant' && b.kind === 'constant') {
    return (op === '<' ? a.value < b.value : a.value <= b.value) ? ifTrue : ifFalse;
  }
  return operation(op, a, b, ifTrue, ifFalse);
}

export function min(a: Expression, b: Expression): Expression {
  if (isConstant(a, Infinity)) return b;
  if (isConstant(b, Infinity)) return a;
  return fold('min', a, b);
}

export function max(a: Expression, b: Expression): Expression {
  if (isConstant(a, -Infinity)) return b;
  if (isConstant(b, -Infinity)) return a;
  return fold('max', a, b);
}

/** Any word, using the builder that folds it. */
export function apply(word: Word, args: readonly Expression[]): Expression {
  const [a, b, ifTrue, ifFalse] = args;
  switch (word) {
    case '+':
      return add(a, b);
    case '-':
      return sub(a, b);
    case '*':
      return mul(a, b);
    case '/':
      return div(a, b);
    case '<':
    case '<=':
      return select(word, a, b, ifTrue, ifFalse);
    case 'neg':
      return neg(a);
    case 'abs':
      return abs(a);
    case 'min':
      return min(a, b);
    case 'max':
      return max(a, b);
    default:
      return fold(word, ...args);
  }
}

const NONE: readonly never[] = [];

export function argumentsOf(node: Expression): readonly Expression[] {
  return node.kind === 'operation' ? node.args : NONE;
}

/**
 * Visits every distinct node of the expression once, arguments before the operation that uses them, and returns the
 * result of `visit` for the root. `args` are the results of the node's arguments.
 *
 * @param partsOf The nodes that are visited before a node, instead of its arguments.
 */
export function traverse<T>(
  root: Expression,
  visit: (node: Expression, args: T[]) => T,
  partsOf: (node: Expression) => readonly Expression[] = argumentsOf,
): T {
  const results = new Map<Expression, T>();
  const enter = (node: Expression) => ({ node, parts: partsOf(node), args: [] as T[] });
  // Uses an explicit path instead of recursion: an expression may be nested more deeply than the engine's stack.
  const path = [];
  for (let step = enter(root); ; ) {
    const { node, parts, args } = step;
    if (args.length < parts.length) {
      const part = parts[args.length];
      if (results.has(part)) args.push(results.get(part) as T);
      else {
        path.push(step);
        step = enter(part);
      }
    } else {
      const result = visit(node, args);
      const user = path.pop();
      if (user === undefined) return result;
      results.set(node, result);
      user.args.push(result);
      step = user;
    }
  }
}

/** The names of the variables that the expression reads, in the order of their first use. */
export function variablesOf(expression: Expression): string[] {
  const names: string[] = [];
  traverse<void>(expression, (node) => {
    if (node.kind === 'variable') names.push(node.name);
  });
  return names;
}

/** The expression with each node that `replacements` has a key for replaced by its value, folded. */
export function replace(
  expression: Expression,
  replacements: ReadonlyMap<Expression, Expression>,
): Expression {
  return traverse<Expression>(
    expression,
    (node, args) => {
      const replacement = replacements.get(node);
      if (replacement !== undefined) return replacement;
      return node.kind === 'operation' ? apply(node.op as Word, args) : node;
    },
    (node) => (replacements.has(node) ? NONE : argumentsOf(node)),
  );
}

/** The expression with each variable that `values` names replaced by its value, folded. */
export function substitute(
  expression: Expression,
  values: Readonly<Record<string, Expression | number>>,
): Expression {
  const entries = Object.entries(values).map(([name, value]) => {
    return [variable(name), typeof value === 'number' ? constant(value) : value] as const;
  });
  return replace(expression, new Map(entries));
}

/**
 * How often each node of the expression is read: by operations, and the root as the result.
 *
 * @param read The operands that an operation reads; by default all of its arguments.
 */
export function countUses(
  root: Expression,
  read: (operation: Operation) => readonly Expression[] = ({ args }) => args,
): Map<Expression, number> {
  const uses = new Map<Expression, number>([[root, 1]]);
  traverse<void>(root, (node) => {
    if (node.kind !== 'operation') return;
    for (const operand of read(node)) uses.set(operand, (uses.get(operand) ?? 0) + 1);
  });
  return uses;
}
