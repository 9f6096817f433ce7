import * as tf from '@tensorflow/tfjs';
import { type Apply, type Case, FEATURES } from '../../../bench/cases.js';
import { catalogueCases } from '../../../bench/catalogue_cases.js';
import { withoutBounds } from '../../../scripts/mathematics/bounds.js';
import { elementwiseOp } from '../../../src/activations/elementwise_op.js';
import { withValues } from '../../../src/catalogue/activation.js';
import { formulaByDefault } from '../../../src/catalogue/functions.js';
import { derivative } from '../../../src/formula/derive.js';
import { evaluator } from '../../../src/formula/evaluate.js';
import type { Expression } from '../../../src/formula/expression.js';
import { layers } from '../../../src/index.js';
import { catalogue } from '../catalogue.js';
import { type Curve, catalogueCurve, labelOf, parametersOf } from '../curve.js';
import { composed } from './composed.js';

/** A curve, compared with the op of tfjs or, if there is none, with its formula in ops of tfjs. */
export function curveCase(curve: Curve): Case {
  const formula = withValues(curve.formula, curve.parameters);
  return {
    name: nameOf(curve),
    shape: (size) => [size / FEATURES, FEATURES],
    ours: () => ours(curve),
    stock: () => stockOf(curve, formula) ?? composed(asWrittenByHand(curve, formula)),
    expected: (x, dy) => expected(formula, x, dy),
  };
}

/** A handwritten formula would not have the bounds that prevent infinities in the catalogue. */
function asWrittenByHand({ name }: Curve, formula: Expression): Expression {
  return name === undefined ? formula : withoutBounds(formula);
}

/** The name of a curve, with the values of its parameters that are not the defaults. */
function nameOf(curve: Curve): string {
  const byDefault = curve.name === undefined ? {} : catalogueCurve(curve.name).parameters;
  const values = parametersOf(curve)
    .filter((name) => curve.parameters[name] !== byDefault[name])
    .map((name) => `${name} ${curve.parameters[name]}`);
  return [labelOf(curve), ...values].join(', ');
}

/** As in a program: the op of an activation of the catalogue, or a layer with a typed formula. */
function ours({ name, formula, parameters }: Curve): Apply {
  if (name !== undefined) {
    const op = elementwiseOp(name, catalogue[name]);
    return (x) => op(x, parameters);
  }
  const layer = layers.formula({ ...parameters, formula });
  return (x) => layer.apply(x) as tf.Tensor;
}

/** The op of tfjs for the same function, even if the formula is written differently. */
function stockOf({ parameters }: Curve, formula: Expression): Apply | undefined {
  const isOf = (other: Expression | undefined) => other !== undefined && isSame(formula, other);
  if (isOf(formulaByDefault(catalogue.relu))) return (x) => tf.relu(x);
  const isSlope = (alpha: number) => isOf(withValues(catalogue.leakyRelu.formula, { alpha }));
  const alpha = Object.values(parameters).find(isSlope);
  if (alpha !== undefined) return (x) => tf.leakyRelu(x, alpha);
  return catalogueCases.find(({ name }) => isOf(formulaByDefault(catalogue[name])))?.stock();
}

/** The points at which two functions are compared. They are not evenly spaced, because some functions are periodic. */
const PLACES = Array.from({ length: 101 }, (_, i) => Math.sinh((i - 50) / 15));
const NEARNESS = 1e-12;

function isSame(a: Expression, b: Expression): boolean {
  const [valueOfA, valueOfB] = [a, b].map((formula) => evaluator(formula, ['x']));
  return PLACES.every((x) => {
    const [value, other] = [valueOfA(x), valueOfB(x)];
    return Math.abs(value - other) <= NEARNESS * Math.max(1, Math.abs(value));
  });
}

function expected(expression: Expression, x: Float32Array, dy: Float32Array) {
  const slope = derivative(expression, 'x');
  const [valueAt, slopeAt, curvatureAt] = [expression, slope, derivative(slope, 'x')].map((each) =>
    evaluator(each, ['x']),
  );
  const values = Float64Array.from(x, (at) => valueAt(at));
  const slopes = Float64Array.from(x, (at, i) => dy[i] * slopeAt(at));
  // No float32 result can be closer than the effect of the last digit of its input.
  const scale = Float64Array.from(x, (at, i) => {
    return Math.max(Math.abs(values[i]), Math.abs(at * slopeAt(at)));
  });
  // A slope is 1 plus a term that is multiplied by the input.
  const scaleOfSlope = Float64Array.from(x, (at, i) => {
    return dy[i] * (1 + Math.abs(at) + Math.abs(slopeAt(at)) + Math.abs(at * curvatureAt(at)));
  });
  return { y: { values, scale }, dx: { values: slopes, scale: scaleOfSlope } };
}
