import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../catalogue/activation.js';
import { elementwiseActivations } from '../../catalogue/catalogue.js';
import { derivative, gradient } from '../../formula/derive.js';
import {
  add,
  countUses,
  type Expression,
  isConditional,
  mul,
  type Operation,
  operation,
  traverse,
  variable,
} from '../../formula/expression.js';
import { lower } from '../../formula/lower.js';
import { parse } from '../../formula/parse.js';
import type { Word } from '../../formula/words.js';
import type { ElementwiseRun } from '../../kernels/backend.js';
import { floatType, type NodeBackend } from './backend.js';
import { type Extent, WEIGHTS } from './costs.js';
import { UPSTREAM } from './native_ops.js';

const PRODUCT_UNLESS_ZERO = 'productUnlessZero';

/** The op for each word. A conditional is two: the comparison, and SelectV2, which broadcasts. */
const opOf: Readonly<Partial<Record<string, string>>> = {
  '+': 'AddV2',
  '-': 'Sub',
  '*': 'Mul',
  '/': 'RealDiv',
  neg: 'Neg',
  '<': 'Less',
  '<=': 'LessEqual',
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
} satisfies Partial<Record<Word | typeof PRODUCT_UNLESS_ZERO, string>>;

/** `a * b`, but 0 where `b` is, even if `a` is infinite. */
export function productUnlessZero(a: Expression, b: Expression): Expression {
  return operation(PRODUCT_UNLESS_ZERO, a, b);
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
    const expression = lower(shorter.get(formula) ?? formula, (word) => Object.hasOwn(opOf, word));
    let [ops, work, numbers] = [0, 0, 0];
    traverse<void>(expression, (node) => {
      if (node.kind === 'constant') numbers += 1;
      if (node.kind !== 'operation') return;
      ops += isConditional(node) ? 2 : 1;
      work += isConditional(node) ? 2 : (WEIGHTS[node.op] ?? 1);
    });
    inOps = { expression, ops, work, numbers };
    known.set(formula, inOps);
  }
  return inOps;
}

export function runWordByWord(
  expression: Expression,
  { names, inputs, scalars, shape }: Omit<ElementwiseRun, 'formula'>,
  backend: NodeBackend,
): tf.Tensor {
  const type = [floatType(backend)];
  const execute = (op: string, ...args: tf.Tensor[]) => backend.executeSingleOutput(op, type, args);
  const apply = (node: Operation, args: tf.Tensor[]) => {
    const op = opOf[node.op] as string;
    if (!isConditional(node)) return execute(op, ...args);
    const [a, b, ifTrue, ifFalse] = args;
    const condition = execute(op, a, b);
    const selected = execute('SelectV2', condition, ifTrue, ifFalse);
    condition.dispose();
    return selected;
  };
  const toRead = countUses(expression);
  const result = traverse<tf.Tensor>(expression, (node, args) => {
    switch (node.kind) {
      case 'constant':
        return tf.scalar(node.value);
      case 'variable': {
        const index = names.indexOf(node.name);
        return index < 0 ? tf.scalar(scalars[node.name]) : inputs[index];
      }
      case 'operation': {
        const value = apply(node, args);
        // Memory that is free and warm is the next op's.
        node.args.forEach((arg, i) => {
          const reads = (toRead.get(arg) as number) - 1;
          toRead.set(arg, reads);
          if (reads === 0 && arg.kind === 'operation') args[i].dispose();
        });
        return value;
      }
    }
  });
  if (!tf.util.arraysEqual(result.shape, shape)) return tf.broadcastTo(result, shape);
  return inputs.includes(result) ? tf.clone(result) : result;
}
