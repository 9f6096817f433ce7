import { CompiledKernels } from '../../../src/compilers/webassembly/compiled_kernels.js';
import { hasFusedMultiplyAdd } from '../../../src/compilers/webassembly/target.js';
import { DerivedFormula } from '../../../src/formula/derived_formula.js';
import { parse } from '../../../src/formula/parse.js';
import { refuseModules } from '../../support/refusing_engine.js';

const kernels = new CompiledKernels(new WebAssembly.Memory({ initial: 1 }));
const run = (formula: string) =>
  kernels.elementwise(DerivedFormula.of(parse(formula)), ['x'], [false]);

const thrown = { refuse: () => new Error() };
beforeAll(() => {
  hasFusedMultiplyAdd(); // Tested before the engine refuses.
  refuseModules(() => thrown.refuse());
});

test.each([
  ['CompileError', () => new WebAssembly.CompileError('disallowed by embedder')],
  ['EvalError', () => new EvalError('blocked by a policy')],
  ['RangeError', () => new RangeError('disallowed on the main thread')],
] as const)('if the engine refuses a module with a %s, there is no kernel', (name, refuse) => {
  thrown.refuse = refuse;
  expect(run(`x + ${name.length}`)).toBeUndefined();
});

test('any other error is thrown', () => {
  thrown.refuse = () => new TypeError('a mistake');
  expect(() => run('x + 1')).toThrow('a mistake');
});
