import type { DerivedFormula } from '../derived_formula.js';
import type { SliceFormulas } from '../slice_formulas.js';
import { compileElementwise } from './elementwise.js';
import { compileAcross } from './slices_across.js';
import { compileAlong } from './slices_along.js';
import { hasFusedMultiplyAdd, type Target } from './target.js';

/** A kernel's function: `run(rows, length, output, ...inputs, ...scalars)`. */
export type Run = (...args: number[]) => void;

/** The kernels compiled for one memory, each on its first use. */
export class CompiledKernels {
  private readonly formulas = new WeakMap<DerivedFormula, Map<string, Run>>();
  private readonly along = new WeakMap<SliceFormulas, Run>();
  private readonly across = new WeakMap<SliceFormulas, Run>();

  private readonly target: Target;

  constructor(
    readonly memory: WebAssembly.Memory,
    sharedMemory = false,
  ) {
    this.target = { sharedMemory, fusedMultiplyAdd: hasFusedMultiplyAdd() };
  }

  /**
   * An elementwise formula.
   *
   * @param inputs The variables that are arrays, in the order of their offsets; the others are
   *   scalars, in the order of the formula.
   * @param repeats For each input, whether it is one row that is read again for every row.
   */
  elementwise(
    formula: DerivedFormula,
    inputs: readonly string[],
    repeats: readonly boolean[],
  ): Run {
    let variants = this.formulas.get(formula);
    if (variants === undefined) {
      variants = new Map();
      this.formulas.set(formula, variants);
    }
    // The same formula takes a parameter as a number in one layer and as a weight in another.
    let key = '';
    for (const name of formula.variables) {
      const index = inputs.indexOf(name);
      key += index < 0 ? '0' : repeats[index] ? '1' : '2';
    }
    let run = variants.get(key);
    if (run === undefined) {
      const { expression } = formula;
      const scalars = formula.scalars(inputs);
      const module = compileElementwise(expression, inputs, repeats, scalars, this.target);
      run = instantiate(module, this.memory);
      variants.set(key, run);
    }
    return run;
  }

  /** A kernel over slices: `run(outer, output, ...inputs)`. */
  slices(formulas: SliceFormulas, length: number, inner: number): Run {
    const [known, compile] =
      inner === 1 ? [this.along, compileAlong] : [this.across, compileAcross];
    let run = known.get(formulas);
    if (run === undefined) {
      run = instantiate(compile(formulas, this.target), this.memory);
      known.set(formulas, run);
    }
    const compiled = run;
    if (inner === 1) return (outer, ...pointers) => compiled(outer, length, ...pointers);
    return (outer, ...pointers) => compiled(outer, length, inner, ...pointers);
  }
}

/** The function of a module over a memory. */
export function instantiate(module: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Run {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  return instance.exports.run as Run;
}
