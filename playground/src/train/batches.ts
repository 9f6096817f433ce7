import type { Point } from './data_sets.js';
import { seededRandom, shuffled } from './seeded_random.js';

/** Batches in the order that a seed gives: each epoch in another, each point once an epoch. */
export class Batches {
  private readonly random: () => number;
  private order: number[] = [];

  constructor(
    private readonly size: number,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  /** The next of these points, of which there may be more or fewer than the last time. */
  next(points: readonly Point[]): readonly Point[] {
    const batch: Point[] = [];
    const size = Math.min(this.size, points.length);
    while (batch.length < size) {
      if (this.order.length === 0) this.order = shuffled(points.length, this.random);
      const place = this.order.pop() as number;
      if (place < points.length) batch.push(points[place]);
    }
    return batch;
  }
}
