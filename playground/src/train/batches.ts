import type { Point } from './data_sets.js';
import { seededRandom, shuffled } from './seeded_random.js';

/** Batches in an order that depends on the seed. Each epoch has another order and contains each point once. */
export class Batches {
  private readonly random: () => number;
  private order: number[] = [];

  constructor(
    private readonly size: number,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  /** The next batch of these points, whose number may have changed since the last call. */
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
