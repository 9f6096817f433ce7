import { ArrayCode } from './array_code.js';
import { FLOAT_BYTES, VECTOR_BYTES } from './assembler.js';

/**
 * A function over slices that lie side by side: `run(outer, length, inner, output, ...inputs)`, with the
 * byte offsets of the arrays. Of each block of `length` times `inner` elements the slices are the columns;
 * a vector has an element of four of them.
 */
export class ColumnCode extends ArrayCode {
  override readonly firstPlaces = [0] as const;
  /** Bytes from one element of a slice to the next, and of a block. */
  private readonly stride = this.local('i32');
  private readonly blockBytes = this.local('i32');
  /** Where the block and the first of the columns begin, in bytes, and where they end. */
  private readonly block = this.local('i32');
  private readonly end = this.local('i32');
  private readonly column = this.local('i32');
  private readonly columnsEnd = this.local('i32');
  private vectors = 1;

  constructor(inputs: number) {
    super(Array<'i32'>(4 + inputs).fill('i32'), 3);
  }

  override elementsOfSlice(): number {
    return 1;
  }

  /**
   * Calls `body` to emit what is done for neighbouring slices, an element of each in as many vectors as it is told:
   * `vectors`, and for what is left over one, and one of a single element.
   */
  slices(vectors: number, body: (vectors: number) => void): void {
    const [outer, length, inner] = [0, 1, 2];
    const { stride, blockBytes, block, end, column, columnsEnd } = this;
    this.get(inner).i32(FLOAT_BYTES).emit('i32.mul').set(stride);
    this.get(stride).get(length).emit('i32.mul').set(blockBytes);
    this.get(blockBytes).get(outer).emit('i32.mul').set(end);
    const emit = (vectors: number, bytes: number) => {
      this.vectors = vectors;
      // Of what is left until the end of the row, as many as are whole.
      this.get(block).get(stride).emit('i32.add').get(column).emit('i32.sub');
      this.i32(-bytes).emit('i32.and').get(column).emit('i32.add').set(columnsEnd);
      this.while(column, columnsEnd, bytes, () => body(vectors));
    };
    this.while(block, end, { local: blockBytes }, () => {
      this.get(block).set(column);
      if (vectors > 1) emit(vectors, vectors * VECTOR_BYTES);
      emit(1, VECTOR_BYTES);
      this.isSingle = true;
      emit(1, FLOAT_BYTES);
      this.isSingle = false;
    });
  }

  override pass(step: (index: number) => void, next: () => void = () => {}): void {
    const { column, offset, blockBytes, passEnd, stride } = this;
    this.get(column).set(offset);
    this.address(column, blockBytes).set(passEnd);
    this.while(offset, passEnd, { local: stride }, () => {
      for (let index = 0; index < this.vectors; index++) step(index);
      next();
    });
  }
}
