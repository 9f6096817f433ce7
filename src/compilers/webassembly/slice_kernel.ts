import { PLACE, readsPlace, type SliceFormulas } from '../../formula/slice_formulas.js';
import type { ArrayCode, Step } from './array_code.js';
import { KahanSum } from './kahan_sum.js';
import { KEPT, SlicePlan, type Term } from './slice_plan.js';
import type { Target } from './target.js';

/** The number of vectors of one slice in a turn that needs only the numbers of the slice. */
export const VECTORS_A_TURN = 4;

/** The base of kernels along slices and across them: the plan, and the locals that hold its numbers. */
export abstract class SliceKernel<C extends ArrayCode> {
  protected readonly plan: SlicePlan;
  /** The numbers of the slices, each in as many vectors as are computed in parallel. */
  private readonly numbers: ReadonlyMap<string, readonly number[]>;
  private readonly sums: ReadonlyMap<string, readonly KahanSum[]>;
  private readonly place: number;
  private readonly next: number;
  private readonly increased: number;

  /** @param vectors The number of vectors of slices that are computed in parallel. */
  constructor(
    protected readonly code: C,
    private readonly formulas: SliceFormulas,
    private readonly target: Target,
    protected readonly vectors: number,
  ) {
    const plan = new SlicePlan(code, formulas, target);
    const inEach = <T>(make: (index: number) => T) =>
      Array.from({ length: vectors }, (_, i) => make(i));
    this.plan = plan;
    this.numbers = new Map(plan.names.map((name) => [name, inEach(() => code.local('v128'))]));
    this.sums = new Map(
      plan.sums.map((name) => [name, inEach((i) => new KahanSum(code, this.number(name, i)))]),
    );
    this.place = code.local('v128');
    this.next = code.local('v128');
    this.increased = code.local('i32');
  }

  /** Emits a pass that gathers terms for this many vectors of slices. */
  protected abstract gather(terms: readonly Term[], vectors: number): void;

  /** Emits all code for this many vectors of slices. */
  protected compute(vectors = 1): void {
    const { code, plan } = this;
    for (const terms of plan.passes) this.gather(terms, vectors);
    this.iterate(vectors);
    for (let index = 0; index < vectors; index++) {
      for (const [name, constant] of plan.constants) {
        constant.push(this.read(index));
        code.set(this.number(name, index));
      }
    }
    const hasPlace = readsPlace(this.formulas.result);
    const read = (index: number) => this.read(index);
    const store: Step = (indices) => {
      plan.result.forEach(indices, read, (value, index) => code.store(value, index));
    };
    this.pass(store, hasPlace, hasPlace ? 1 : VECTORS_A_TURN);
  }

  protected module(): Uint8Array<ArrayBuffer> {
    return this.code.module(this.target.sharedMemory);
  }

  protected number(name: string, index = 0): number {
    return (this.numbers.get(name) as readonly number[])[index % this.vectors];
  }

  /** The sum with this name; `undefined` if the number is not a sum. */
  protected sum(name: string, index = 0): KahanSum | undefined {
    return this.sums.get(name)?.[index];
  }

  /** Reads a variable of the vector `index`. */
  protected read(index: number): (name: string) => void {
    const { code, formulas, numbers, place } = this;
    return (name) => {
      if (name === PLACE) code.get(place);
      else if (name === KEPT) code.loadOutput(index);
      else if (numbers.has(name)) code.get(this.number(name, index));
      else code.load(formulas.tensors.indexOf(name), index);
    };
  }

  /** A pass in which the place of each element in its slice is tracked, if needed. */
  protected pass(step: Step, hasPlace: boolean, vectors?: number): void {
    const { code, place } = this;
    if (hasPlace) code.v128(...code.firstPlaces).set(place);
    const next = () => code.get(place).v128(code.elementsOfSlice()).emit('f32x4.add').set(place);
    code.pass(step, hasPlace ? next : undefined, vectors);
  }

  /** Computes a term for each vector, stores it in the output if the result reads it, and passes its local to `use`. */
  protected forEachTerm(
    { gathered, value }: Term,
    indices: readonly number[],
    use: (term: number, index: number) => void,
  ): void {
    const read = (index: number) => this.read(index);
    value.forEach(indices, read, (term, index) => {
      if (gathered === this.plan.kept) this.code.store(term, index);
      use(term, index);
    });
  }

  /** Newton's method, until no iterate increases. A NaN iterate stays NaN. */
  private iterate(vectors: number): void {
    const { code, next, increased } = this;
    const { newton } = this.plan;
    if (newton === undefined) return;
    const iterates = Array.from({ length: vectors }, (_, i) => this.number(newton.variable, i));
    for (const iterate of iterates) code.v128(newton.from).set(iterate);
    code.repeat(() => {
      this.gather(newton.terms, vectors);
      code.i32(0).set(increased);
      iterates.forEach((iterate, index) => {
        newton.next.push(this.read(index));
        code.set(next);
        code.get(iterate).get(next).emit('f32x4.lt').emit('v128.any_true');
        code.get(increased).emit('i32.or').set(increased);
        code.get(iterate).get(next).get(next).get(iterate).emit('f32x4.le');
        code.emit('v128.bitselect').set(iterate);
      });
      code.get(increased);
    });
  }
}
