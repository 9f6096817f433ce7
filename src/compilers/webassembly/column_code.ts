import { ArrayCode, type Step } from './array_code.js';
import { FLOAT_BYTES, VECTOR_BYTES } from './assembler.js';

/**
 * A function over adjacent slices: `run(outer, length, inner, output, ...inputs)`, with the byte offsets of the
 * arrays. The slices are the columns of each block of `length` times `inner` elements; a vector contains one element
 * of each of four slices.
 */
export class ColumnCode extends ArrayCode {
  override readonly firstPlaces = [0] as const;
  /** The distance in bytes between elements of a slice, and between blocks. */
  private readonly stride = this.local('i32');
  private readonly blockBytes = this.local('i32');
  /** The start of the block and of the first column in bytes, and their end. */
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
   * Calls `body` to emit the code for adjacent slices, with one element of each in `vectors` vectors; for the
   * remaining slices with one vector, and with one vector of a single element.
   */
  slices(vectors: number, body: (vectors: number) => void): void {
    const [outer, length, inner] = [0, 1, 2];
    const { stride, blockBytes, block, end, column, columnsEnd } = this;
    this.get(inner).i32(FLOAT_BYTES).emit('i32.mul').set(stride);
    this.get(stride).get(length).emit('i32.mul').set(blockBytes);
    this.get(blockBytes).get(outer).emit('i32.mul').set(end);
    const emit = (vectors: number, bytes: number) => {
      this.vectors = vectors;
      // As many of the remaining columns as fill whole vectors.
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

  override pass(step: Step, next: () => void = () => {}): void {
    const { column, offset, blockBytes, passEnd, stride } = this;
    this.get(column).set(offset);
    this.address(column, blockBytes).set(passEnd);
    this.while(offset, passEnd, { local: stride }, () => {
      step([...Array(this.vectors).keys()]);
      next();
    });
  }
}
