import { Code, type ValueType, VECTOR_BYTES } from './assembler.js';

/** Emits code for the vectors with these indices. */
export type Step = (indices: readonly number[]) => void;

/** Code that processes arrays in vectors of four elements, and the remaining elements singly. */
export abstract class ArrayCode extends Code {
  /** The offset of the element in bytes from the start of the arrays, and the end of a pass. */
  protected readonly offset = this.local('i32');
  protected readonly passEnd = this.local('i32');
  /** Whether a single element is read and stored, the same in all lanes. */
  protected isSingle = false;

  /** @param output The parameter that points to the output; those that point to the inputs follow it. */
  constructor(
    parameters: readonly ValueType[],
    protected readonly output: number,
  ) {
    super(parameters);
  }

  /**
   * One pass: `step` emits the code for the vectors of a turn, which are numbered from 0, and `next` the code after
   * the turn.
   *
   * @param vectors The number of vectors in a turn, unless the slices determine it.
   */
  abstract pass(step: Step, next?: () => void, vectors?: number): void;

  /** The places of the elements of the first vector in their slices. */
  abstract readonly firstPlaces: readonly [number] | readonly [number, number, number, number];
  /** The distance in elements to the next vector of the slices. */
  abstract elementsOfSlice(): number;

  /** The parameter that points to an input. */
  protected input(index: number): number {
    return this.output + 1 + index;
  }

  /** Reads the vector `index` of the turn from an input. */
  load(input: number, index: number): this {
    return this.read(this.input(input), index);
  }

  /** Reads what was stored before. */
  loadOutput(index: number): this {
    return this.read(this.output, index);
  }

  private read(pointer: number, index: number): this {
    const load = this.isSingle ? 'v128.load32_splat' : 'v128.load';
    return this.address(pointer, this.offset).memory(load, index * VECTOR_BYTES);
  }

  /**
   * Stores the local `value` as the vector `index` of the turn: not a byte more than the elements, because another
   * tensor may start right after them.
   */
  store(value: number, index: number): this {
    this.address(this.output, this.offset).get(value);
    if (this.isSingle) return this.memory('v128.store32_lane').lane(0);
    return this.memory('v128.store', index * VECTOR_BYTES);
  }
}
