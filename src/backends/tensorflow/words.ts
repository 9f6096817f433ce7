import type { Activation } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { derivative, gradient } from '../../formula/derive.js';
import { evaluate } from '../../formula/evaluate.js';
import {
  abs,
  add,
  type Constant,
  constant,
  countUses,
  div,
  type Expression,
  isConditional,
  isOperation,
  max,
  min,
  mul,
  neg,
  type Operation,
  operation,
  replace,
  sub,
  traverse,
  variable,
  variablesOf,
} from '../../formula/expression.js';
import { lower } from '../../formula/lower.js';
import { parse } from '../../formula/parse.js';
import type { Word } from '../../formula/words.js';
import { UPSTREAM } from './native_ops.js';
import { type OpCall, OpSequence } from './op_sequence.js';

const [ZERO, ONE] = [constant(0), constant(1)];

const PRODUCT_UNLESS_ZERO = 'productUnlessZero';
/** A value between two bounds, and a / (1 + |a|). */
const [CLIP, SOFTSIGN] = ['clip', 'softsign'];
/**
 * Comparisons, `is <` and `is <=`, whose results are booleans; operations on those; booleans as 1 and 0; and one of two
 * values, by a boolean.
 */
const [IS, OR, NOT, NUMBER, SELECT] = ['is', 'or', 'not', 'number', 'select'];

/** The op for each word. */
const opOf: Readonly<Record<string, string>> = {
  '+': 'AddV2',
  '-': 'Sub',
  '*': 'Mul',
  '/': 'RealDiv',
  neg: 'Neg',
  abs: 'Abs',
  min: 'Minimum',
  max: 'Maximum',
  sign: 'Sign',
  sqrt: 'Sqrt',
  exp: 'Exp',
  expm1: 'Expm1',
  log: 'Log',
  log1p: 'Log1p',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  sin: 'Sin',
  cos: 'Cos',
  erf: 'Erf',
  erfc: 'Erfc',
  [PRODUCT_UNLESS_ZERO]: 'MulNoNan',
  [CLIP]: 'ClipByValue',
  [SOFTSIGN]: 'Softsign',
  [SELECT]: 'Select',
  [`${IS} <`]: 'Less',
  [`${IS} <=`]: 'LessEqual',
  [OR]: 'LogicalOr',
  [NOT]: 'LogicalNot',
  [NUMBER]: 'Cast',
} satisfies Partial<Record<Word | typeof PRODUCT_UNLESS_ZERO, string>>;

/** Conditionals become selections. */
const has = (word: string) => Object.hasOwn(opOf, word) || Object.hasOwn(opOf, `${IS} ${word}`);

/** `a * b`, but 0 where `b` is 0, even if `a` is infinite. */
export function productUnlessZero(a: Expression, b: Expression): Expression {
  return a === ONE ? b : operation(PRODUCT_UNLESS_ZERO, a, b);
}

/** The formula with fewer or faster ops. */
function shortened(formula: Expression): Expression {
  return traverse<Expression>(formula, (node, args) => {
    if (node.kind !== 'operation') return node;
    const whole = operation(node.op, ...args) as Operation;
    if (isConditional(whole)) return asProduct(whole) ?? asSelection(whole);
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
  const condition = isCondition(op, a, b);
  if (ifTrue === ZERO) return productWhereNot(condition, ifFalse);
  if (ifFalse === ZERO) return productUnlessZero(ifTrue, operation(NUMBER, condition));
  return undefined;
}

function asSelection({ op, args: [a, b, ifTrue, ifFalse] }: Operation): Expression {
  return operation(SELECT, isCondition(op, a, b), ifTrue, ifFalse);
}

function isCondition(op: string, a: Expression, b: Expression): Expression {
  // The minimum with a larger number is not above a bound unless the other operand is.
  if (isOperation(a, 'min') && b.kind === 'constant') {
    const [bound, x] = boundOf(a);
    if (bound && bound.value > b.value) return isCondition(op, x, b);
  }
  return operation(`${IS} ${op}`, a, b);
}

/** `value` where the condition does not hold, and 0 elsewhere. */
function productWhereNot(condition: Expression, value: Expression): Expression {
  const [factor, mask] = argumentsIf(PRODUCT_UNLESS_ZERO, value);
  const [not] = argumentsIf(NUMBER, mask);
  const [other] = argumentsIf(NOT, not);
  if (factor && other) return productWhereNot(operation(OR, condition, other), factor);
  return productUnlessZero(value, operation(NUMBER, operation(NOT, condition)));
}

/** The arguments of an expression if it is this operation, otherwise none. */
function argumentsIf(op: string, expression: Expression | undefined): readonly Expression[] {
  return expression?.kind === 'operation' && expression.op === op ? expression.args : [];
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
    const [value, slopeOfGate] = gateAndSlope(gate);
    const slope = add(value, productUnlessZero(x, slopeOfGate));
    gated.set(formula, productUnlessZero(x, gate));
    gated.set(gradient(formula, 'x', UPSTREAM), mul(variable(UPSTREAM), slope));
  }
  return gated;
}

/**
 * The gate and its slope, with each sigmoid and its complement computed from one exponential: computed as
 * `sigmoid(-x)`, the complement takes as long as the sigmoid again, and `1 - sigmoid(x)` would lose digits.
 */
function gateAndSlope(gate: Expression): Expression[] {
  const shared = new Map<Expression, Expression>();
  for (const node of countUses(gate).keys()) {
    if (!isOperation(node, 'sigmoid')) continue;
    const power = operation('exp', neg(node.args[0]));
    const sigmoid = div(ONE, add(ONE, power));
    shared.set(node, sigmoid);
    shared.set(sub(ONE, node), productUnlessZero(power, sigmoid));
  }
  return [gate, derivativeOfGate(gate)].map((each) => replace(each, shared));
}

/** The derivative of a gate of `min(bound, x)` without a selection if it is 0 at the bound. */
function derivativeOfGate(gate: Expression): Expression {
  const [x, u] = [variable('x'), variable('u')];
  for (const node of countUses(gate).keys()) {
    if (!isOperation(node, 'min') || !node.args.includes(x)) continue;
    const [bound] = boundOf(node);
    const ofBounded = replace(gate, new Map([[node, u]]));
    if (bound === undefined || variablesOf(ofBounded).join() !== 'u') continue;
    const slope = derivative(ofBounded, 'u');
    if (evaluate(slope, { u: bound.value }) === 0) return replace(slope, new Map([[u, node]]));
  }
  return derivative(gate, 'x');
}

/** Computed on the first run, like the native ops. */
let gated: ReadonlyMap<Expression, Expression> | undefined;

const known = new WeakMap<Expression, OpSequence>();

/** The ops that compute a formula. */
export function inOps(formula: Expression): OpSequence {
  let sequence = known.get(formula);
  if (sequence === undefined) {
    gated ??= findGated();
    const other = gated.get(formula);
    const [plain, ofGate] = [sequenceOf(formula), other && sequenceOf(other)];
    sequence = ofGate && ofGate.work < plain.work ? ofGate : plain;
    known.set(formula, sequence);
  }
  return sequence;
}

function sequenceOf(formula: Expression): OpSequence {
  const expression = shortened(lower(formula, has));
  const slots = new Map<Expression, number>();
  const slotOf = (node: Expression) => slots.get(node) as number;
  const operands: (string | number)[] = [];
  traverse<void>(expression, (node) => {
    if (node.kind === 'operation') return;
    slots.set(node, operands.length);
    operands.push(node.kind === 'constant' ? node.value : node.name);
  });
  const toRead = countUses(expression);
  const isReadLast = (node: Expression) => {
    const reads = (toRead.get(node) as number) - 1;
    toRead.set(node, reads);
    return reads === 0 && node.kind === 'operation';
  };
  const calls: OpCall[] = [];
  traverse<void>(expression, (node) => {
    if (node.kind !== 'operation') return;
    const frees = node.args.filter(isReadLast).map(slotOf);
    slots.set(node, operands.length + calls.length);
    calls.push({ op: opOf[node.op], inputs: node.args.map(slotOf), frees });
  });
  return new OpSequence(operands, calls, slotOf(expression));
}
