import { PLACE, readsPlace, type SliceFormulas } from '../../formula/slice_formulas.js';
import { KahanSum } from './kahan_sum.js';
import { type Load, RowCode } from './row_code.js';
import { EXTREMES, KEPT, SlicePlan, step, type Term } from './slice_plan.js';
import type { Target } from './target.js';

/** Vectors that a search for the largest takes at a time, each with a running maximum of its own. */
const VECTORS_A_TURN = 4;
/** Vectors that are added one by one before their sum is added to that of the row, which takes longer. */
const VECTORS_A_BLOCK = 16;

/** What a sum is while it is added up. */
interface RunningSum {
  readonly total: KahanSum;
  /** Of the block, a vector, and of the elements at the end of the row that fill none, a float. */
  readonly block: number;
  readonly rest: number;
}

/** A kernel over slices that are rows: `run(rows, length, output, ...inputs)`. */
export function compileAlong(formulas: SliceFormulas, target: Target): Uint8Array<ArrayBuffer> {
  return new SlicesAlong(formulas, target).compile();
}

class SlicesAlong {
  private readonly code: RowCode;
  private readonly plan: SlicePlan;
  /** The numbers of the row, each in all lanes of a vector. */
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly sums: ReadonlyMap<string, RunningSum>;
  private readonly extremes: readonly number[];
  private readonly place: number;
  private readonly scratch: number;
  private readonly increased: number;

  constructor(
    private readonly formulas: SliceFormulas,
    private readonly target: Target,
  ) {
    const code = new RowCode(formulas.tensors.map(() => false));
    const plan = new SlicePlan(code, formulas, target);
    this.code = code;
    this.plan = plan;
    this.numbers = new Map(plan.names.map((name) => [name, code.local('v128')]));
    this.sums = new Map(
      plan.sums.map((name) => {
        const total = new KahanSum(code, this.number(name));
        return [name, { total, block: code.local('v128'), rest: code.local('f32') }];
      }),
    );
    this.extremes = Array.from({ length: VECTORS_A_TURN }, () => code.local('v128'));
    this.place = code.local('v128');
    this.scratch = code.local('v128');
    this.increased = code.local('i32');
  }

  compile(): Uint8Array<ArrayBuffer> {
    const { code, plan } = this;
    code.rows(() => {
      for (const pass of plan.passes) {
        const { combine } = pass[0].gathered;
        if (combine === 'sum') this.gatherSums(pass);
        else this.gatherExtreme(pass[0], EXTREMES[combine]);
      }
      this.iterate();
      for (const [name, constant] of plan.constants) {
        constant.push(this.read('v128.load'));
        code.set(this.number(name));
      }
      this.storeResult();
    });
    return code.module(this.target.sharedMemory);
  }

  private number(name: string): number {
    return this.numbers.get(name) as number;
  }

  /** Reads a variable of the vector `index` of the turn. */
  private read(load: Load, index = 0): (name: string) => void {
    const { code, formulas, numbers, place } = this;
    return (name) => {
      if (name === PLACE) code.get(place);
      else if (name === KEPT) code.loadOutput(load);
      else if (numbers.has(name)) code.get(this.number(name));
      else code.load(formulas.tensors.indexOf(name), load, index);
    };
  }

  private startPlaces(): void {
    this.code.v128(0, 1, 2, 3).set(this.place);
  }

  private nextPlaces(load: Load): void {
    const step = load === 'v128.load' ? 4 : 1;
    this.code.get(this.place).v128(step).emit('f32x4.add').set(this.place);
  }

  private gatherExtreme(
    { gathered, value }: Term,
    { vectors, lanes }: (typeof EXTREMES)[keyof typeof EXTREMES],
  ): void {
    const { code } = this;
    const hasPlace = readsPlace(gathered.term);
    const running = hasPlace ? this.extremes.slice(0, 1) : this.extremes;
    for (const local of running) code.v128(gathered.start).set(local);
    if (hasPlace) this.startPlaces();
    const combine = (load: Load, index: number) => {
      code.get(running[index]);
      value.push(this.read(load, index));
      code.emit(vectors).set(running[index]);
      if (hasPlace) this.nextPlaces(load);
    };
    code.pass(
      (index) => combine('v128.load', index),
      () => combine('v128.load32_splat', 0),
      running.length,
    );
    const [first, ...others] = running;
    for (const local of others) code.get(first).get(local).emit(vectors).set(first);
    code.acrossLanes(first, lanes).emit('f32x4.splat').set(this.number(gathered.name));
  }

  private gatherSums(terms: readonly Term[]): void {
    const { code } = this;
    const sums = terms.map((term) => {
      return { term, ...(this.sums.get(term.gathered.name) as RunningSum) };
    });
    for (const { total, block, rest } of sums) {
      total.start();
      code.v128(0).set(block);
      code.f32(0).set(rest);
    }
    code.passInBlocks(
      VECTORS_A_BLOCK,
      () => {
        for (const { term, block } of sums) {
          this.pushTerm(term, 'v128.load');
          code.get(block).emit('f32x4.add').set(block);
        }
      },
      () => {
        for (const { total, block } of sums) {
          total.add(() => code.get(block));
          code.v128(0).set(block);
        }
      },
      () => {
        for (const { term, rest } of sums) {
          this.pushTerm(term, 'v128.load32_splat');
          code.emit('f32x4.extract_lane', 0).get(rest).emit('f32.add').set(rest);
        }
      },
    );
    for (const { term, rest } of sums) {
      const vector = this.number(term.gathered.name);
      code.acrossLanes(vector, 'f32.add').get(rest).emit('f32.add').emit('f32x4.splat').set(vector);
    }
  }

  private pushTerm({ gathered, value }: Term, load: Load): void {
    const { code, scratch } = this;
    value.push(this.read(load));
    if (gathered !== this.plan.kept) return;
    code.set(scratch);
    if (load === 'v128.load') code.store(() => code.get(scratch));
    else code.storeSingle(() => code.get(scratch));
    code.get(scratch);
  }

  private iterate(): void {
    const { code, scratch, increased } = this;
    const { newton } = this.plan;
    if (newton === undefined) return;
    code.v128(newton.from).set(this.number(newton.variable));
    code.repeat(() => {
      this.gatherSums(newton.terms);
      newton.next.push(this.read('v128.load'));
      code.set(scratch);
      step(code, this.number(newton.variable), scratch, increased);
      code.get(increased);
    });
  }

  private storeResult(): void {
    const { code, formulas, plan } = this;
    const hasPlace = readsPlace(formulas.result);
    if (hasPlace) this.startPlaces();
    const push = (load: Load) => () => plan.result.push(this.read(load));
    code.pass(
      () => {
        code.store(push('v128.load'));
        if (hasPlace) this.nextPlaces('v128.load');
      },
      () => {
        code.storeSingle(push('v128.load32_zero'));
        if (hasPlace) this.nextPlaces('v128.load32_zero');
      },
    );
  }
}
