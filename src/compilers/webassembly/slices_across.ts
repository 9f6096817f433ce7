import { readsPlace, type SliceFormulas } from '../../formula/slice_formulas.js';
import { ColumnCode } from './column_code.js';
import { SliceKernel } from './slice_kernel.js';
import { EXTREMES, type Term } from './slice_plan.js';
import type { Target } from './target.js';

/**
 * The possible numbers of vectors of slices that are computed in parallel: four are a cache line. With fewer, the
 * module is smaller and slower.
 */
export const VECTORS_SIDE_BY_SIDE = [4, 1] as const;

/**
 * A kernel over adjacent slices: `run(outer, length, inner, output, ...inputs)`.
 *
 * @param vectors One of `VECTORS_SIDE_BY_SIDE`.
 */
export function compileAcross(
  formulas: SliceFormulas,
  target: Target,
  vectors: number = VECTORS_SIDE_BY_SIDE[0],
): Uint8Array<ArrayBuffer> {
  return new SlicesAcross(
    new ColumnCode(formulas.tensors.length),
    formulas,
    target,
    vectors,
  ).compile();
}

/** A lane of a vector is a slice. */
class SlicesAcross extends SliceKernel<ColumnCode> {
  compile(): Uint8Array<ArrayBuffer> {
    this.code.slices(this.vectors, (vectors) => this.compute(vectors));
    return this.module();
  }

  protected override gather(terms: readonly Term[], vectors: number): void {
    const { code } = this;
    for (const { gathered } of terms) {
      for (let index = 0; index < vectors; index++) {
        const sum = this.sum(gathered.name, index);
        if (sum) sum.start();
        else code.v128(gathered.start).set(this.number(gathered.name, index));
      }
    }
    const hasPlace = terms.some(({ gathered }) => readsPlace(gathered.term));
    this.pass((indices) => {
      // One vector at a time, because the sums of the vectors fill the registers.
      for (const index of indices) {
        for (const term of terms) this.gatherElement(term, index);
      }
    }, hasPlace);
  }

  private gatherElement(term: Term, index: number): void {
    const { name, combine } = term.gathered;
    this.forEachTerm(term, [index], (value) => {
      if (combine === 'sum') {
        this.sum(name, index)?.add(value);
        return;
      }
      const number = this.number(name, index);
      this.code.get(number).get(value).emit(EXTREMES[combine].vectors).set(number);
    });
  }
}
