import type { DerivedFormula } from '../derived_formula.js';
import { compileElementwise } from './elementwise.js';
import { hasFusedMultiplyAdd, type Target } from './target.js';

/** A kernel's function: `run(rows, length, output, ...inputs, ...scalars)`. */
export type Run = (...args: number[]) => void;

/** Makes the bytes of a module. */
export type Compile = (target: Target) => Uint8Array<ArrayBuffer>;

/**
 * A kernel over slices, along the last axis, `run(slices, length, output, ...inputs)`, and side by side,
 * `run(outer, length, inner, output, ...inputs)`.
 */
export interface SliceKernel {
  readonly along: Compile;
  readonly across: Compile;
}

/** The kernels compiled for one memory, each on its first use. */
export class CompiledKernels {
  private readonly formulas = new WeakMap<DerivedFormula, Map<number, Run>>();
  private readonly others = new Map<Compile, Run>();

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
    let key = 0;
    for (const name of formula.variables) {
      const index = inputs.indexOf(name);
      key = 3 * key + (index < 0 ? 0 : repeats[index] ? 1 : 2);
    }
    let run = variants.get(key);
    if (run === undefined) {
      const { expression } = formula;
      const scalars = formula.scalars(inputs);
      run = this.instantiate((target) =>
        compileElementwise(expression, inputs, repeats, scalars, target),
      );
      variants.set(key, run);
    }
    return run;
  }

  /** A kernel over slices: `run(outer, output, ...inputs)`. */
  slices(kernel: SliceKernel, length: number, inner: number): Run {
    const run = this.other(inner === 1 ? kernel.along : kernel.across);
    if (inner === 1) return (outer, ...pointers) => run(outer, length, ...pointers);
    return (outer, ...pointers) => run(outer, length, inner, ...pointers);
  }

  private other(compile: Compile): Run {
    let run = this.others.get(compile);
    if (run === undefined) {
      run = this.instantiate(compile);
      this.others.set(compile, run);
    }
    return run;
  }

  private instantiate(compile: Compile): Run {
    return instantiate(compile(this.target), this.memory);
  }
}

/** The function of a module over a memory. */
export function instantiate(module: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Run {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  return instance.exports.run as Run;
}
