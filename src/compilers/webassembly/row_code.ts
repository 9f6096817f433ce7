import { ArrayCode, type Step } from './array_code.js';
import { FLOAT_BYTES, VECTOR_BYTES } from './assembler.js';

/**
 * The distance by which the main loop touches its inputs ahead: into the next page of memory. A processor that is
 * busy with exponentials prefetches only a few vectors by itself, and then waits for memory.
 */
const AHEAD_BYTES = 4096;
/** WebAssembly's memory grows by pages of 2¹⁶ bytes. */
const PAGE_BITS = 16;

/**
 * A function over rows of equal length: `run(rows, length, output, ...inputs, ...scalars)`, with the
 * byte offsets of the arrays.
 */
export class RowCode extends ArrayCode {
  override readonly firstPlaces = [0, 1, 2, 3] as const;
  /** The start and the end of the row, in bytes. */
  private readonly row = this.local('i32');
  private readonly rowEnd = this.local('i32');
  private readonly blockEnd = this.local('i32');
  private readonly turnsEnd = this.local('i32');
  private readonly end = this.local('i32');
  /** For each input that does not repeat, the pointer ahead. */
  private readonly aheadOf = new Map<number, number>();

  /**
   * @param repeats For each input, whether it is one row that is read again for every row.
   * @param scalars The number of scalar parameters.
   * @param looksAhead Whether the inputs are touched ahead of the main loop.
   */
  constructor(
    private readonly repeats: readonly boolean[],
    scalars = 0,
    looksAhead = true,
  ) {
    super(
      [...Array<'i32'>(3 + repeats.length).fill('i32'), ...Array<'f32'>(scalars).fill('f32')],
      2,
    );
    repeats.forEach((isRepeated, input) => {
      if (looksAhead && !isRepeated) this.aheadOf.set(input, this.local('i32'));
    });
  }

  /** The local of a scalar parameter. */
  scalar(index: number): number {
    return this.input(this.repeats.length + index);
  }

  override elementsOfSlice(): number {
    return this.isSingle ? 1 : 4;
  }

  /** Calls `body` to emit the code for each row. */
  rows(body: () => void): void {
    const [rows, length] = [0, 1];
    const { row, rowEnd, end } = this;
    const bytes = () => this.get(length).i32(FLOAT_BYTES).emit('i32.mul');
    bytes().get(rows).emit('i32.mul').set(end);
    this.lookAhead();
    // The end of a row is the start of the next, so `while` needs no step.
    this.while(row, end, 0, () => {
      bytes().get(row).emit('i32.add').set(rowEnd);
      body();
      this.repeats.forEach((repeats, index) => {
        // Moved back, because the offset continues.
        const pointer = this.input(index);
        if (repeats)
          this.get(pointer).get(rowEnd).get(row).emit('i32.sub').emit('i32.sub').set(pointer);
      });
      this.get(rowEnd).set(row);
    });
  }

  /**
   * One pass over the row.
   *
   * @param vectors The number of vectors that one turn of the main loop computes, so that their long chains of
   *   operations overlap. Four are a cache line. With 0, all elements are processed singly.
   */
  override pass(step: Step, next: () => void = () => {}, vectors = 1): void {
    const { row, rowEnd, offset } = this;
    this.get(row).set(offset);
    if (vectors > 1) this.turns(rowEnd, vectors, step, next);
    if (vectors > 0) this.turns(rowEnd, 1, step, next);
    this.rest(() => {
      step([0]);
      next();
    });
  }

  /** The remaining elements at the end of the row. */
  private rest(step: () => void): void {
    this.isSingle = true;
    this.while(this.offset, this.rowEnd, FLOAT_BYTES, step);
    this.isSingle = false;
  }

  /**
   * A pass in blocks: `endOfBlock` emits the code after each, and `single` the code for the remaining elements.
   *
   * @param vectors The number of vectors in a block.
   * @param step As for `pass`.
   */
  passInBlocks(
    vectors: { readonly inBlock: number; readonly inTurn: number },
    step: Step,
    endOfBlock: () => void,
    single: () => void,
  ): void {
    const { row, rowEnd, offset, passEnd, blockEnd } = this;
    this.get(row).set(offset);
    this.setEndOfTurns(passEnd, rowEnd, 1);
    this.while(offset, passEnd, 0, () => {
      this.get(offset)
        .i32(vectors.inBlock * VECTOR_BYTES)
        .emit('i32.add')
        .tee(blockEnd);
      this.get(passEnd).get(blockEnd).get(passEnd).emit('i32.lt_u').emit('select').set(blockEnd);
      this.turns(blockEnd, vectors.inTurn, step);
      this.while(offset, blockEnd, VECTOR_BYTES, () => step([0]));
      endOfBlock();
    });
    this.rest(single);
  }

  /** Emits the whole turns of this many vectors, a power of two, between the offset and the local `to`. */
  private turns(to: number, vectors: number, step: Step, next: () => void = () => {}): void {
    const { offset, turnsEnd } = this;
    this.setEndOfTurns(turnsEnd, to, vectors);
    this.while(offset, turnsEnd, vectors * VECTOR_BYTES, () => {
      if (vectors > 1) this.touchAhead();
      step([...Array(vectors).keys()]);
      next();
    });
  }

  /** Sets the local `end` to the end of the last of these turns. */
  private setEndOfTurns(end: number, to: number, vectors: number): void {
    const { offset } = this;
    this.get(to)
      .get(offset)
      .emit('i32.sub')
      .i32(-vectors * VECTOR_BYTES)
      .emit('i32.and');
    this.get(offset).emit('i32.add').set(end);
  }

  /** Sets the address where the inputs are touched: ahead, or at the current position if memory ends before that. */
  private lookAhead(): void {
    this.aheadOf.forEach((ahead, input) => {
      const pointer = this.input(input);
      this.get(pointer).i32(AHEAD_BYTES).i32(0);
      this.address(pointer, this.end).i32(AHEAD_BYTES).emit('i32.add');
      this.i32(PAGE_BITS).emit('i32.shr_u').emit('memory.size', 0).emit('i32.lt_u');
      this.emit('select').emit('i32.add').set(ahead);
    });
  }

  /** Reads the inputs ahead, and discards the values. */
  private touchAhead(): void {
    for (const ahead of this.aheadOf.values()) {
      this.address(ahead, this.offset).memory('i32.load8_u').emit('drop');
    }
  }
}
