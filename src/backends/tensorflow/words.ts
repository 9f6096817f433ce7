import type { Activation } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { derivative, gradient } from '../../formula/derive.js';
import {
  add,
  constant,
  countUses,
  type Expression,
  isConditional,
  isOperation,
  max,
  min,
  mul,
  type Operation,
  operation,
  traverse,
  variable,
} from '../../formula/expression.js';
import { lower } from '../../formula/lower.js';
import { parse } from '../../formula/parse.js';
import type { Word } from '../../formula/words.js';
import type { TensorHandle } from './backend.js';
import { type Extent, WEIGHTS } from './costs.js';
import { UPSTREAM } from './native_ops.js';
import type { OpRun } from './op_run.js';

const ZERO = constant(0);

const PRODUCT_UNLESS_ZERO = 'productUnlessZero';
/** 1 where a comparison holds and 0 elsewhere, and the reverse: `is <`, `isNot <=`. */
const [IS, IS_NOT] = ['is', 'isNot'];

/** The ops for each word, of which each but the first has the result of the one before. */
const opsOf: Readonly<Partial<Record<string, readonly string[]>>> = {
  '+': ['AddV2'],
  '-': ['Sub'],
  '*': ['Mul'],
  '/': ['RealDiv'],
  neg: ['Neg'],
  '<': ['Less', 'Select'],
  '<=': ['LessEqual', 'Select'],
  abs: ['Abs'],
  min: ['Minimum'],
  max: ['Maximum'],
  sign: ['Sign'],
  sqrt: ['Sqrt'],
  exp: ['Exp'],
  expm1: ['Expm1'],
  log: ['Log'],
  log1p: ['Log1p'],
  sigmoid: ['Sigmoid'],
  tanh: ['Tanh'],
  softplus: ['Softplus'],
  sin: ['Sin'],
  cos: ['Cos'],
  erf: ['Erf'],
  erfc: ['Erfc'],
  [PRODUCT_UNLESS_ZERO]: ['MulNoNan'],
  [`${IS} <`]: ['Less', 'Cast'],
  [`${IS} <=`]: ['LessEqual', 'Cast'],
  [`${IS_NOT} <`]: ['Less', 'LogicalNot', 'Cast'],
  [`${IS_NOT} <=`]: ['LessEqual', 'LogicalNot', 'Cast'],
} satisfies Partial<Record<Word | typeof PRODUCT_UNLESS_ZERO, readonly string[]>>;

/** `a * b`, but 0 where `b` is, even if `a` is infinite. */
export function productUnlessZero(a: Expression, b: Expression): Expression {
  return operation(PRODUCT_UNLESS_ZERO, a, b);
}

/**
 * Conditionals without a selection, which takes several times as long as an op of arithmetic. An expression that is
 * multiplied by 0 where the other branch is 0 may be infinite or NaN there.
 */
function withoutSelection(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    return (isConditional(node) && asProduct(node.op, args)) || operation(node.op, ...args);
  });
}

function asProduct(op: string, args: readonly Expression[]): Expression | undefined {
  const [a, b, ifTrue, ifFalse] = args;
  if (ifTrue === ZERO) return productUnlessZero(ifFalse, operation(`${IS_NOT} ${op}`, a, b));
  if (ifFalse === ZERO) return productUnlessZero(ifTrue, operation(`${IS} ${op}`, a, b));
  // The slope of a leaky rectifier, which may be a weight.
  if (op !== '<=' || b !== ZERO || a !== ifFalse || !isOperation(ifTrue, '*')) return undefined;
  const [slope, x] = ifTrue.args;
  return x === a ? add(max(a, ZERO), productUnlessZero(slope, min(a, ZERO))) : undefined;
}

/** Formulas of the catalogue in fewer ops than they are written in. */
function findShorter(): ReadonlyMap<Expression, Expression> {
  const shorter = new Map<Expression, Expression>();
  // Of x times a gate of itself, the formula keeps infinities from the zeros of the gate: an op does that.
  for (const activation of Object.values<Activation>(elementwiseActivations)) {
    if (activation.gate === undefined) continue;
    const [formula, gate, x] = [parse(activation.formula), parse(activation.gate), variable('x')];
    const slope = add(gate, productUnlessZero(x, derivative(gate, 'x')));
    shorter.set(formula, productUnlessZero(x, gate));
    shorter.set(gradient(formula, 'x', UPSTREAM), mul(variable(UPSTREAM), slope));
  }
  return shorter;
}

/** Found on the first run, as the native ops are. */
let shorter: ReadonlyMap<Expression, Expression> | undefined;

interface InOps extends Extent {
  readonly expression: Expression;
}

const known = new WeakMap<Expression, InOps>();

/** The formula in words that are ops. */
export function lowered(formula: Expression): InOps {
  let inOps = known.get(formula);
  if (inOps === undefined) {
    shorter ??= findShorter();
    const inWords = lower(shorter.get(formula) ?? formula, (word) => Object.hasOwn(opsOf, word));
    const expression = withoutSelection(inWords);
    let [ops, work] = [0, 0];
    traverse<void>(expression, (node) => {
      if (node.kind !== 'operation') return;
      const opsOfWord = opsOf[node.op] as readonly string[];
      ops += opsOfWord.length;
      for (const op of opsOfWord) work += WEIGHTS[op] ?? 1;
    });
    inOps = { expression, ops, work };
    known.set(formula, inOps);
  }
  return inOps;
}

/** Runs a formula in words that are ops. */
export function runWordByWord(
  ops: OpRun,
  expression: Expression,
  read: (name: string) => TensorHandle,
): TensorHandle {
  const toRead = countUses(expression);
  return traverse<TensorHandle>(expression, (node, args) => {
    if (node.kind === 'constant') return ops.number(node.value);
    if (node.kind === 'variable') return read(node.name);
    const value = applyWord(ops, node, args);
    node.args.forEach((arg, i) => {
      const reads = (toRead.get(arg) as number) - 1;
      toRead.set(arg, reads);
      if (reads === 0 && arg.kind === 'operation') ops.free(args[i]);
    });
    return value;
  });
}

function applyWord(ops: OpRun, word: Operation, args: readonly TensorHandle[]): TensorHandle {
  const [first, ...others] = opsOf[word.op] as readonly string[];
  const read = isConditional(word) ? 2 : args.length;
  const branches = args.slice(read);
  let value = ops.execute(first, args.slice(0, read));
  for (const other of others) {
    const input = value;
    value = ops.execute(other, [input, ...branches]);
    ops.free(input);
  }
  return value;
}
