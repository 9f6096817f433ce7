import type { Point } from './data_sets.js';
import type { Learner } from './learner.js';

/** The measurements of one network. */
export interface Measured {
  /** The mean loss over all points. */
  readonly loss: number;
  /** The share of the points that are classified correctly. */
  readonly accuracy: number;
  /** The learned parameters, each with one value for each layer. */
  readonly learned: Readonly<Record<string, readonly number[]>>;
}

export const NOTHING: Measured = { loss: Number.NaN, accuracy: Number.NaN, learned: {} };

/** Measures a network on all points. */
export async function measured(learner: Learner, points: readonly Point[]): Promise<Measured> {
  const learned = await learner.learnedValues();
  if (points.length === 0) return { ...NOTHING, learned };
  const logits = await learner.outputs(Float32Array.from(points.flatMap(({ x, y }) => [x, y])));
  let [loss, right] = [0, 0];
  points.forEach(({ label }, i) => {
    const margin = (2 * label - 1) * logits[i];
    loss += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    if (margin > 0) right++;
  });
  const accuracy = Number.isNaN(loss) ? Number.NaN : right / points.length;
  return { loss: loss / points.length, accuracy, learned };
}
