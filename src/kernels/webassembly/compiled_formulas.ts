import { variable } from '../../formula/expression.js';
import type { DerivedFormula } from '../derived_formula.js';
import { compile, instantiate, type Run } from './compile.js';

/** A compiled formula and the values of its scalar parameters, in the order in which it takes them. */
export interface Compiled {
  readonly run: Run;
  readonly parameters: readonly number[];
}

/** The formulas compiled for one memory, each on its first use. */
export class CompiledFormulas {
  private readonly runs = new WeakMap<DerivedFormula, Map<string, Run>>();

  constructor(
    readonly memory: WebAssembly.Memory,
    private readonly isShared = false,
  ) {}

  /**
   * @param inputs The variables that are arrays, in the order of their offsets in a {@link Run}.
   * @param scalars The values of the others.
   */
  get(
    formula: DerivedFormula,
    inputs: readonly string[],
    scalars: Readonly<Record<string, number>>,
  ): Compiled {
    const names = formula.variables.filter((name) => !inputs.includes(name));
    const parameters = names.map((name) => scalars[name]);
    let variants = this.runs.get(formula);
    if (variants === undefined) {
      variants = new Map();
      this.runs.set(formula, variants);
    }
    // The same formula takes a parameter as a number in one layer and as a weight in another.
    const key = inputs.join();
    let run = variants.get(key);
    if (run === undefined) {
      run = instantiate(compile(formula.expression, inputs, names, this.isShared), this.memory);
      variants.set(key, run);
    }
    return { run, parameters };
  }
}

let simd: boolean | undefined;

/** Whether WebAssembly with SIMD can be compiled here. */
export function hasSimd(): boolean {
  if (simd === undefined) {
    try {
      new WebAssembly.Module(compile(variable('x'), ['x'], [], false));
      simd = true;
    } catch {
      simd = false;
    }
  }
  return simd;
}
