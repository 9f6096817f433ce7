import { readsPlace, type SliceFormulas } from '../../formula/slice_formulas.js';
import type { Step } from './array_code.js';
import type { KahanSum } from './kahan_sum.js';
import { RowCode } from './row_code.js';
import { SliceKernel, VECTORS_A_TURN } from './slice_kernel.js';
import { EXTREMES, type Term } from './slice_plan.js';
import type { Target } from './target.js';

/** The number of vectors that are added before their sum is added to that of the row, which takes longer: whole turns. */
const VECTORS_A_BLOCK = 16;

/** A kernel over slices that are rows: `run(rows, length, output, ...inputs)`. */
export function compileAlong(formulas: SliceFormulas, target: Target): Uint8Array<ArrayBuffer> {
  const code = new RowCode(
    formulas.tensors.map(() => false),
    0,
    false,
  );
  return new SlicesAlong(code, formulas, target, 1).compile();
}

/** The lanes of a vector are elements of one slice, whose numbers are the same in all lanes. */
class SlicesAlong extends SliceKernel<RowCode> {
  /** The running extremes of a search, one for each vector of a turn. */
  private readonly extremes = Array.from({ length: VECTORS_A_TURN }, () => this.code.local('v128'));
  /** For each sum, the sum of the block, a vector, and of the remaining single elements, a float. */
  private readonly partialSums = new Map(
    this.plan.sums.map((name) => {
      return [name, { block: this.code.local('v128'), rest: this.code.local('f32') }];
    }),
  );

  compile(): Uint8Array<ArrayBuffer> {
    this.code.rows(() => this.compute());
    return this.module();
  }

  protected override gather(terms: readonly Term[]): void {
    const { combine } = terms[0].gathered;
    if (combine === 'sum') this.gatherSums(terms);
    else this.gatherExtreme(terms[0], EXTREMES[combine]);
  }

  private gatherExtreme(
    term: Term,
    { vectors, lanes }: (typeof EXTREMES)[keyof typeof EXTREMES],
  ): void {
    const { code } = this;
    const { name, start, term: expression } = term.gathered;
    const hasPlace = readsPlace(expression);
    const running = hasPlace ? this.extremes.slice(0, 1) : this.extremes;
    for (const local of running) code.v128(start).set(local);
    const combine: Step = (indices) => {
      this.forEachTerm(term, indices, (value, index) => {
        code.get(running[index]).get(value).emit(vectors).set(running[index]);
      });
    };
    this.pass(combine, hasPlace, running.length);
    const [first, ...others] = running;
    for (const local of others) code.get(first).get(local).emit(vectors).set(first);
    code.acrossLanes(first, lanes).emit('f32x4.splat').set(this.number(name));
  }

  private gatherSums(terms: readonly Term[]): void {
    const { code } = this;
    const sums = terms.map((term) => {
      const { name } = term.gathered;
      const total = this.sum(name) as KahanSum;
      const partial = this.partialSums.get(name) as { block: number; rest: number };
      return { term, vector: this.number(name), total, ...partial };
    });
    for (const { total, block, rest } of sums) {
      total.start();
      code.v128(0).set(block);
      code.f32(0).set(rest);
    }
    code.passInBlocks(
      { inBlock: VECTORS_A_BLOCK, inTurn: VECTORS_A_TURN },
      (indices) => {
        for (const { term, block } of sums) {
          this.forEachTerm(term, indices, (value) => {
            code.get(value).get(block).emit('f32x4.add').set(block);
          });
        }
      },
      () => {
        for (const { total, block } of sums) {
          total.add(block);
          code.v128(0).set(block);
        }
      },
      () => {
        for (const { term, rest } of sums) {
          this.forEachTerm(term, [0], (value) => {
            code.get(value).emit('f32x4.extract_lane', 0);
            code.get(rest).emit('f32.add').set(rest);
          });
        }
      },
    );
    for (const { vector, rest } of sums) {
      code.acrossLanes(vector, 'f32.add').get(rest).emit('f32.add').emit('f32x4.splat').set(vector);
    }
  }
}
