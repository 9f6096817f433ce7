import { PLACE, readsPlace, type SliceFormulas } from '../../formula/slice_formulas.js';
import { ColumnCode } from './column_code.js';
import { KahanSum } from './kahan_sum.js';
import { EXTREMES, KEPT, SlicePlan, step, type Term } from './slice_plan.js';
import type { Target } from './target.js';

/**
 * So many vectors of slices are computed side by side: four are a line of the cache. The fewer, the smaller is
 * the module, and slower.
 */
export const VECTORS_SIDE_BY_SIDE = [4, 1] as const;

/**
 * A kernel over slices that lie side by side: `run(outer, length, inner, output, ...inputs)`.
 *
 * @param vectors One of `VECTORS_SIDE_BY_SIDE`.
 */
export function compileAcross(
  formulas: SliceFormulas,
  target: Target,
  vectors: number = VECTORS_SIDE_BY_SIDE[0],
): Uint8Array<ArrayBuffer> {
  return new SlicesAcross(formulas, target, vectors).compile();
}

class SlicesAcross {
  private readonly code: ColumnCode;
  private readonly plan: SlicePlan;
  /** The numbers of the slices, each in a vector with a lane for a slice. */
  private readonly numbers: ReadonlyMap<string, readonly number[]>;
  private readonly sums: ReadonlyMap<string, readonly KahanSum[]>;
  private readonly place: number;
  private readonly scratch: number;
  private readonly increased: number;
  private readonly anyIncreased: number;

  constructor(
    private readonly formulas: SliceFormulas,
    private readonly target: Target,
    private readonly vectors: number,
  ) {
    const line = Array.from({ length: vectors }, (_, index) => index);
    const code = new ColumnCode(formulas.tensors.length);
    const plan = new SlicePlan(code, formulas, target);
    this.code = code;
    this.plan = plan;
    this.numbers = new Map(plan.names.map((name) => [name, line.map(() => code.local('v128'))]));
    this.sums = new Map(
      plan.sums.map((name) => [
        name,
        line.map((index) => new KahanSum(code, this.number(name, index))),
      ]),
    );
    this.place = code.local('v128');
    this.scratch = code.local('v128');
    this.increased = code.local('i32');
    this.anyIncreased = code.local('i32');
  }

  compile(): Uint8Array<ArrayBuffer> {
    const { code, formulas, plan } = this;
    code.slices(this.vectors, (columns) => {
      const vectors = Array.from({ length: columns.vectors }, (_, index) => index);
      for (const pass of plan.passes) this.gather(pass, vectors);
      this.iterate(vectors);
      for (const index of vectors) {
        for (const [name, constant] of plan.constants) {
          constant.push(this.read(index));
          code.set(this.number(name, index));
        }
      }
      this.pass((index) => {
        code.store(() => plan.result.push(this.read(index)), index);
      }, readsPlace(formulas.result));
    });
    return code.module(this.target.sharedMemory);
  }

  private number(name: string, index: number): number {
    return (this.numbers.get(name) as readonly number[])[index];
  }

  /** Reads a variable of the vector `index`. */
  private read(index: number): (name: string) => void {
    const { code, formulas, numbers, place } = this;
    return (name) => {
      if (name === PLACE) code.get(place);
      else if (name === KEPT) code.loadOutput(index);
      else if (numbers.has(name)) code.get(this.number(name, index));
      else code.load(formulas.tensors.indexOf(name), index);
    };
  }

  private pass(step: (index: number) => void, hasPlace: boolean): void {
    const { code, place } = this;
    if (hasPlace) code.v128(0).set(place);
    code.pass(step, () => {
      if (hasPlace) code.get(place).v128(1).emit('f32x4.add').set(place);
    });
  }

  private gather(terms: readonly Term[], vectors: readonly number[]): void {
    const { code } = this;
    for (const { gathered } of terms) {
      for (const index of vectors) {
        const sum = this.sums.get(gathered.name)?.[index];
        if (sum) sum.start();
        else code.v128(gathered.start).set(this.number(gathered.name, index));
      }
    }
    const hasPlace = terms.some(({ gathered }) => readsPlace(gathered.term));
    this.pass((index) => {
      for (const term of terms) this.gatherElement(term, index);
    }, hasPlace);
  }

  private gatherElement({ gathered, value }: Term, index: number): void {
    const { code, scratch } = this;
    const number = this.number(gathered.name, index);
    const { combine } = gathered;
    const push = () => value.push(this.read(index));
    if (combine !== 'sum') {
      code.get(number);
      push();
      code.emit(EXTREMES[combine].vectors).set(number);
      return;
    }
    const sum = (this.sums.get(gathered.name) as readonly KahanSum[])[index];
    if (gathered === this.plan.kept) {
      push();
      code.set(scratch).store(() => code.get(scratch), index);
      sum.add(() => code.get(scratch));
    } else {
      sum.add(push);
    }
  }

  private iterate(vectors: readonly number[]): void {
    const { code, scratch, increased, anyIncreased } = this;
    const { newton } = this.plan;
    if (newton === undefined) return;
    for (const index of vectors) code.v128(newton.from).set(this.number(newton.variable, index));
    code.repeat(() => {
      this.gather(newton.terms, vectors);
      code.i32(0).set(anyIncreased);
      for (const index of vectors) {
        newton.next.push(this.read(index));
        code.set(scratch);
        step(code, this.number(newton.variable, index), scratch, increased);
        code.get(anyIncreased).get(increased).emit('i32.or').set(anyIncreased);
      }
      code.get(anyIncreased);
    });
  }
}
