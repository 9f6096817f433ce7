import type { Activation } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { derivative, gradient } from '../../formula/derive.js';
import {
  abs,
  add,
  type Constant,
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

const [ZERO, ONE] = [constant(0), constant(1)];

const PRODUCT_UNLESS_ZERO = 'productUnlessZero';
/** A value between two bounds, and a / (1 + |a|). */
const [CLIP, SOFTSIGN] = ['clip', 'softsign'];
/** 1 where a comparison holds and 0 elsewhere, and the reverse: `is <`, `isNot <=`. */
const [IS, IS_NOT] = ['is', 'isNot'];

/** The ops for each word; each but the first takes the result of the one before. */
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
  [CLIP]: ['ClipByValue'],
  [SOFTSIGN]: ['Softsign'],
  [`${IS} <`]: ['Less', 'Cast'],
  [`${IS} <=`]: ['LessEqual', 'Cast'],
  [`${IS_NOT} <`]: ['Less', 'LogicalNot', 'Cast'],
  [`${IS_NOT} <=`]: ['LessEqual', 'LogicalNot', 'Cast'],
} satisfies Partial<Record<Word | typeof PRODUCT_UNLESS_ZERO, readonly string[]>>;

/** `a * b`, but 0 where `b` is 0, even if `a` is infinite. */
export function productUnlessZero(a: Expression, b: Expression): Expression {
  return a === ONE ? b : operation(PRODUCT_UNLESS_ZERO, a, b);
}

/** The formula with fewer or faster ops. */
function shortened(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    const whole = operation(node.op, ...args) as Operation;
    if (isConditional(whole)) return asProduct(whole) ?? whole;
    return asClip(whole) ?? asSoftsign(whole) ?? whole;
  });
}

/**
 * A conditional without a selection, which takes several times as long as an arithmetic op. A factor that is
 * multiplied by 0 where the other branch is 0 may be infinite or NaN there.
 */
function asProduct({ op, args }: Operation): Expression | undefined {
  const [a, b, ifTrue, ifFalse] = args;
  // A leaky rectifier, whose slope may be a weight, and the gradient with respect to that.
  const slope = op === '<=' && b === ZERO ? otherFactor(ifTrue, a) : undefined;
  if (slope && (ifFalse === a || ifFalse === ZERO)) {
    const below = productUnlessZero(slope, min(a, ZERO));
    return ifFalse === a ? add(max(a, ZERO), below) : below;
  }
  if (ifTrue === ZERO) return productUnlessZero(ifFalse, operation(`${IS_NOT} ${op}`, a, b));
  if (ifFalse === ZERO) return productUnlessZero(ifTrue, operation(`${IS} ${op}`, a, b));
  return undefined;
}

/** The other factor, if the product contains `factor`. */
function otherFactor(product: Expression, factor: Expression): Expression | undefined {
  if (!isOperation(product, '*')) return undefined;
  const [first, second] = product.args;
  if (second === factor) return first;
  return first === factor ? second : undefined;
}

function asClip(node: Operation): Expression | undefined {
  if (!isOperation(node, 'max', 'min')) return undefined;
  const [outer, inner] = boundOf(node);
  if (outer === undefined || !isOperation(inner, node.op === 'max' ? 'min' : 'max'))
    return undefined;
  const [bound, x] = boundOf(inner);
  if (bound === undefined) return undefined;
  const [low, high] = node.op === 'max' ? [outer, bound] : [bound, outer];
  return low.value <= high.value ? operation(CLIP, x, low, high) : undefined;
}

/** The bound of a minimum or a maximum, if it is a number, and the bounded expression. */
function boundOf({ args: [a, b] }: Operation): [Constant | undefined, Expression] {
  if (a.kind === 'constant') return [a, b];
  return [b.kind === 'constant' ? b : undefined, a];
}

function asSoftsign(node: Operation): Expression | undefined {
  if (!isOperation(node, '/')) return undefined;
  const [a, divisor] = node.args;
  return divisor === add(ONE, abs(a)) ? operation(SOFTSIGN, a) : undefined;
}

/** Formulas of the catalogue, rewritten with a gate, which may take fewer ops. */
function findGated(): ReadonlyMap<Expression, Expression> {
  const gated = new Map<Expression, Expression>();
  // If the formula is x times a gate of x, it keeps infinities away from the zeros of the gate; here an op does that.
  for (const activation of Object.values<Activation>(elementwiseActivations)) {
    if (activation.gate === undefined) continue;
    const [formula, gate, x] = [parse(activation.formula), parse(activation.gate), variable('x')];
    const slope = add(gate, productUnlessZero(x, derivative(gate, 'x')));
    gated.set(formula, productUnlessZero(x, gate));
    gated.set(gradient(formula, 'x', UPSTREAM), mul(variable(UPSTREAM), slope));
  }
  return gated;
}

/** Computed on the first run, like the native ops. */
let gated: ReadonlyMap<Expression, Expression> | undefined;

interface InOps extends Extent {
  readonly expression: Expression;
}

const known = new WeakMap<Expression, InOps>();

/** The formula in words that are ops. */
export function lowered(formula: Expression): InOps {
  let inOps = known.get(formula);
  if (inOps === undefined) {
    gated ??= findGated();
    const other = gated.get(formula);
    const [plain, ofGate] = [inOpsOf(formula), other && inOpsOf(other)];
    inOps = ofGate && ofGate.work < plain.work ? ofGate : plain;
    known.set(formula, inOps);
  }
  return inOps;
}

function inOpsOf(formula: Expression): InOps {
  const expression = shortened(lower(formula, (word) => Object.hasOwn(opsOf, word)));
  let [ops, work] = [0, 0];
  traverse<void>(expression, (node) => {
    if (node.kind !== 'operation') return;
    const opsOfWord = opsOf[node.op] as readonly string[];
    ops += opsOfWord.length;
    for (const op of opsOfWord) work += WEIGHTS[op] ?? 1;
  });
  return { expression, ops, work };
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
