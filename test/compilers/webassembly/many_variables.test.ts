import { CompiledKernels } from '../../../src/compilers/webassembly/compiled_kernels.js';
import { DerivedFormula } from '../../../src/formula/derived_formula.js';
import { parse } from '../../../src/formula/parse.js';

// A compiled function takes an address for an array and a value for a number. If one is taken for the other, memory
// is read at an address that a model's config determines.

const names = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);

function areDifferent(count: number): boolean {
  const variables = names(count);
  const formula = DerivedFormula.of(parse(variables.join(' + ')));
  const kernels = new CompiledKernels(new WebAssembly.Memory({ initial: 1 }));
  const [first, last] = [variables[0], variables[count - 1]];
  const one = kernels.elementwise(formula, [first], [false]);
  const two = kernels.elementwise(formula, [first, last], [false, false]);
  return one !== two && one === kernels.elementwise(formula, [first], [false]);
}

test.each([2, 20, 33, 36, 45, 200])(
  'with %d variables, the compiled kernel depends on which of them are arrays',
  (count) => {
    expect(areDifferent(count)).toBe(true);
  },
);
