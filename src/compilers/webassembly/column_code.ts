import { Code, FLOAT_BYTES, VECTOR_BYTES } from './assembler.js';
import type { Load } from './row_code.js';

/** What a body is emitted for: neighbouring slices, an element of each in so many vectors, or a single one. */
export interface Columns {
  readonly vectors: number;
  readonly isSingle: boolean;
}

/**
 * A function over slices that lie side by side: `run(outer, length, inner, output, ...inputs)`, with the
 * byte offsets of the arrays. Of each block of `length` times `inner` elements the slices are the columns;
 * a vector has an element of four of them. It writes the elements asked for and not a byte more.
 */
export class ColumnCode extends Code {
  private readonly output = 3;
  private readonly firstInput = 4;
  /** Bytes from one element of a slice to the next, and of a block. */
  private readonly stride = this.local('i32');
  private readonly blockBytes = this.local('i32');
  /** Where the block, the first of the columns and the element begin, in bytes, and where they end. */
  private readonly block = this.local('i32');
  private readonly end = this.local('i32');
  private readonly column = this.local('i32');
  private readonly columnsEnd = this.local('i32');
  private readonly offset = this.local('i32');
  private readonly passEnd = this.local('i32');
  private columns: Columns = { vectors: 1, isSingle: false };

  constructor(inputs: number) {
    super(Array<'i32'>(4 + inputs).fill('i32'));
  }

  /**
   * Calls `body` to emit what is done for neighbouring slices, as many at a time as it is told: `vectors`
   * of them, and what is left over by one vector, and singly.
   */
  slices(vectors: number, body: (columns: Columns) => void): void {
    const [outer, length, inner] = [0, 1, 2];
    const { stride, blockBytes, block, end, column, columnsEnd } = this;
    this.get(inner).i32(FLOAT_BYTES).emit('i32.mul').set(stride);
    this.get(stride).get(length).emit('i32.mul').set(blockBytes);
    this.get(blockBytes).get(outer).emit('i32.mul').set(end);
    const emit = (columns: Columns, bytes: number) => {
      this.columns = columns;
      // Of what is left until the end of the row, as many as are whole.
      this.get(block).get(stride).emit('i32.add').get(column).emit('i32.sub');
      this.i32(-bytes).emit('i32.and').get(column).emit('i32.add').set(columnsEnd);
      this.while(column, columnsEnd, bytes, () => body(columns));
    };
    this.while(block, end, { local: blockBytes }, () => {
      this.get(block).set(column);
      if (vectors > 1) emit({ vectors, isSingle: false }, vectors * VECTOR_BYTES);
      emit({ vectors: 1, isSingle: false }, VECTOR_BYTES);
      emit({ vectors: 1, isSingle: true }, FLOAT_BYTES);
    });
  }

  /**
   * One pass along the slices: `step` emits what is done for an element of each, for each vector, and
   * `next` what is done after all of them.
   */
  pass(step: (index: number) => void, next: () => void): void {
    const { column, offset, blockBytes, passEnd, stride } = this;
    this.get(column).set(offset);
    this.address(column, blockBytes).set(passEnd);
    this.while(offset, passEnd, { local: stride }, () => {
      for (let index = 0; index < this.columns.vectors; index++) step(index);
      next();
    });
  }

  /** Reads the vector `index` from an input. */
  load(input: number, index: number): this {
    return this.address(this.firstInput + input, this.offset).read(index);
  }

  /** Reads what was stored before. */
  loadOutput(index: number): this {
    return this.address(this.output, this.offset).read(index);
  }

  private read(index: number): this {
    const load: Load = this.columns.isSingle ? 'v128.load32_zero' : 'v128.load';
    return this.memory(load, index * VECTOR_BYTES);
  }

  /** Stores the vector that `push` leaves on the stack. */
  store(push: () => void, index: number): this {
    this.address(this.output, this.offset);
    push();
    if (this.columns.isSingle) return this.memory('v128.store32_lane').lane(0);
    return this.memory('v128.store', index * VECTOR_BYTES);
  }
}
