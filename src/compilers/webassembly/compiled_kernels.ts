import type { DerivedFormula } from '../../formula/derived_formula.js';
import type { SliceFormulas } from '../../formula/slice_formulas.js';
import { FLOAT_BYTES } from './assembler.js';
import { compileElementwise, VECTORS_A_TURN } from './elementwise.js';
import { compileAcross, VECTORS_SIDE_BY_SIDE } from './slices_across.js';
import { compileAlong } from './slices_along.js';
import { hasFusedMultiplyAdd, type Target } from './target.js';

/** A kernel's function: `run(rows, length, output, ...inputs, ...scalars)`. */
export type Run = (...args: number[]) => void;

/** A kernel that the engine has compiled, and its function over the memory that it is compiled for. */
interface Compiled {
  readonly module: WebAssembly.Module;
  readonly run: Run;
}

/** The kernels compiled for one memory, each on its first use; `undefined` for modules that the engine refuses. */
export class CompiledKernels {
  private readonly formulas = new WeakMap<DerivedFormula, Map<string, Compiled | undefined>>();
  private readonly along = new WeakMap<SliceFormulas, Compiled | undefined>();
  private readonly across = new WeakMap<SliceFormulas, Compiled | undefined>();

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
  ): Run | undefined {
    let variants = this.formulas.get(formula);
    if (variants === undefined) {
      variants = new Map();
      this.formulas.set(formula, variants);
    }
    // The same formula may take a parameter as a number in one layer and as a weight in another.
    let key = '';
    for (const name of formula.variables) {
      const index = inputs.indexOf(name);
      key += index < 0 ? '0' : repeats[index] ? '1' : '2';
    }
    let compiled = variants.get(key);
    if (compiled === undefined && !variants.has(key)) {
      const { expression } = formula;
      const scalars = formula.scalars(inputs);
      compiled = this.compile(VECTORS_A_TURN, (vectors) =>
        compileElementwise(expression, inputs, repeats, scalars, this.target, vectors),
      );
      variants.set(key, compiled);
    }
    return compiled?.run;
  }

  /**
   * A kernel over slices: `run(outer, output, ...inputs)`.
   *
   * @param memory The memory that it runs over, if that is another one for this call.
   */
  slices(
    formulas: SliceFormulas,
    length: number,
    inner: number,
    memory = this.memory,
  ): Run | undefined {
    const isAlong = inner === 1;
    const known = isAlong ? this.along : this.across;
    let compiled = known.get(formulas);
    if (compiled === undefined && !known.has(formulas)) {
      compiled = isAlong
        ? this.compile([1], () => compileAlong(formulas, this.target))
        : this.compile(VECTORS_SIDE_BY_SIDE, (vectors) =>
            compileAcross(formulas, this.target, vectors),
          );
      known.set(formulas, compiled);
    }
    if (compiled === undefined) return undefined;
    const run = memory === this.memory ? compiled.run : runOf(compiled.module, memory);
    if (isAlong) return (outer, ...pointers) => run(outer, length, ...pointers);
    return (outer, ...pointers) => run(outer, length, inner, ...pointers);
  }

  /**
   * The first module that the engine accepts. Chromium before 114, Samsung Internet and older WebViews refuse more
   * than 4,096 bytes on the main thread.
   */
  private compile(
    sizes: readonly number[],
    moduleOf: (size: number) => Uint8Array<ArrayBuffer>,
  ): Compiled | undefined {
    for (const size of sizes) {
      const bytes = moduleOf(size);
      try {
        const module = new WebAssembly.Module(bytes);
        return { module, run: runOf(module, this.memory) };
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }
    return undefined;
  }
}

/**
 * Runs a kernel over `size` elements in rows of `length`, of which the last may be shorter.
 *
 * @param repeats For each input, whether it is one row that is read again for every row.
 * @param pointers The byte offsets of the output and of the inputs.
 */
export function runRows(
  run: Run,
  { size, length, repeats }: { size: number; length: number; repeats: readonly boolean[] },
  pointers: readonly number[],
  scalars: readonly number[],
): void {
  const rows = Math.floor(size / length);
  if (rows > 0) run(rows, length, ...pointers, ...scalars);
  const done = rows * length;
  if (done === size) return;
  const rest = pointers.map((pointer, i) => pointer + (repeats[i - 1] ? 0 : done * FLOAT_BYTES));
  run(1, size - done, ...rest, ...scalars);
}

/**
 * Whether an error means that an engine refuses a module: because of a content security policy, its size, or lack of
 * memory. Names are more reliable than classes, because each frame of a page has its own classes.
 */
function isRefusal(error: unknown): boolean {
  return /^(Compile|Eval|Range|Internal)Error$/.test((error as Error).name);
}

/** The function of a module over a memory. */
export function runOf(module: WebAssembly.Module, memory: WebAssembly.Memory): Run {
  return new WebAssembly.Instance(module, { env: { memory } }).exports.run as Run;
}
