import type { Code } from './assembler.js';

/**
 * A sum that compensates for its rounding errors. A million floats added one by one may be wrong in the third digit.
 *
 * Source: Kahan, Further remarks on reducing truncation errors, CACM 8 (1965).
 */
export class KahanSum {
  private readonly lost: number;
  private readonly term: number;
  private readonly next: number;

  /** @param local The local that holds the sum. */
  constructor(
    private readonly code: Code,
    private readonly local: number,
  ) {
    this.lost = code.local('v128');
    this.term = code.local('v128');
    this.next = code.local('v128');
  }

  start(): void {
    this.code.v128(0).set(this.local);
    this.code.v128(0).set(this.lost);
  }

  /** Adds the local `value`. */
  add(value: number): void {
    const { code, local, lost, term, next } = this;
    code.get(value).get(lost).emit('f32x4.sub').set(term);
    code.get(local).get(term).emit('f32x4.add').tee(next);
    code.get(local).emit('f32x4.sub').get(term).emit('f32x4.sub').tee(lost);
    // The compensation of an infinity, Infinity - Infinity, is NaN. It is replaced by 0.
    code.get(lost).get(lost).emit('f32x4.le').emit('v128.and').set(lost);
    code.get(next).set(local);
  }
}
