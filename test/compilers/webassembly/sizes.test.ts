import type { Activation } from '../../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../../src/catalogue/catalogue.js';
import { softmaxFamily } from '../../../src/catalogue/softmax_family.js';
import {
  compileElementwise,
  VECTORS_A_TURN,
} from '../../../src/compilers/webassembly/elementwise.js';
import {
  compileAcross,
  VECTORS_SIDE_BY_SIDE,
} from '../../../src/compilers/webassembly/slices_across.js';
import { compileAlong } from '../../../src/compilers/webassembly/slices_along.js';
import { DerivedFormula } from '../../../src/formula/derived_formula.js';
import { parse } from '../../../src/formula/parse.js';
import { sliceFormulas } from '../../../src/formula/slice_formulas.js';

// Some engines refuse larger modules on the main thread; they get slower modules.
const LIMIT = 4096;

const targets = [false, true].map((fusedMultiplyAdd) => ({
  sharedMemory: true,
  fusedMultiplyAdd,
}));

/**
 * The value, the gradients with respect to `x` and each parameter, and the curvature, with the parameters as numbers
 * and as weights.
 */
function elementwiseSizes({ formula, parameters }: Activation, vectorsATurn: number): number[] {
  const by = [[], ['x'], ['x', 'x'], ...Object.keys(parameters).map((name) => [name])];
  return by.flatMap((names) => {
    const { expression, variables } = DerivedFormula.of(parse(formula), names);
    const isScalar = (name: string) => Object.hasOwn(parameters, name);
    const inputsOf = [variables.filter((name) => !isScalar(name)), variables];
    return inputsOf.flatMap((inputs) => {
      const repeats = inputs.map(isScalar);
      const scalars = variables.filter((name) => !inputs.includes(name));
      return targets.map((target) => {
        const code = compileElementwise(expression, inputs, repeats, scalars, target, vectorsATurn);
        return code.length;
      });
    });
  });
}

type Compile = (...args: Parameters<typeof compileAlong>) => Uint8Array;

function sliceSizes(name: keyof typeof softmaxFamily, compile: Compile): number[] {
  const { value, gradient } = softmaxFamily[name];
  const formulas = [sliceFormulas(value, ['x'])];
  if (gradient) formulas.push(sliceFormulas(gradient, ['y', 'dy']));
  return formulas.flatMap((each) => targets.map((target) => compile(each, target).length));
}

const isTooLarge = (sizes: number[]) => sizes.some((size) => size > LIMIT);
const sliceNames = Object.keys(softmaxFamily) as (keyof typeof softmaxFamily)[];

test('the fastest module exceeds 4,096 bytes for two activations and for logSoftmax across rows only', () => {
  const activations = Object.entries<Activation>(elementwiseActivations);
  const large = activations.filter(([, each]) =>
    isTooLarge(elementwiseSizes(each, VECTORS_A_TURN[0])),
  );
  expect(large.map(([name]) => name)).toEqual(['sqrtSoftplus', 'phish']);
  expect(sliceNames.filter((name) => isTooLarge(sliceSizes(name, compileAlong)))).toEqual([]);
  expect(sliceNames.filter((name) => isTooLarge(sliceSizes(name, compileAcross)))).toEqual([
    'logSoftmax',
  ]);
});

test('with one vector at a time no module exceeds the limit, and with single elements modules are even smaller', () => {
  for (const activation of Object.values<Activation>(elementwiseActivations)) {
    const [, oneVector, singly] = VECTORS_A_TURN.map((n) => elementwiseSizes(activation, n));
    expect(isTooLarge(oneVector)).toBe(false);
    expect(singly.every((size, i) => size < oneVector[i])).toBe(true);
  }
  const smaller: Compile = (formulas, target) =>
    compileAcross(formulas, target, VECTORS_SIDE_BY_SIDE[1]);
  expect(sliceNames.filter((name) => isTooLarge(sliceSizes(name, smaller)))).toEqual([]);
});
