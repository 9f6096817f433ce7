import type { BackendName } from '../backends/backend.js';
import type { Renderer } from '../backends/renderer.js';
import type { Curve } from '../curve.js';

// The messages between the page and its worker.

/** The measurements to perform. */
export interface Order {
  readonly backend: BackendName;
  readonly size: number;
  readonly set: SetName;
  /** The curves of the set `curves`. */
  readonly curves: readonly Curve[];
  /** The milliseconds for each pair. */
  readonly budget: number;
}

export const SETS = {
  curves: 'My curves',
  layers: 'Keras layers',
  activations: 'Activations by name',
} as const;

export type SetName = keyof typeof SETS;

export type Report =
  | { readonly kind: 'started'; readonly renderer: Renderer; readonly total: number }
  | { readonly kind: 'measuring'; readonly name: string; readonly done: number }
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: string };

export const DIRECTIONS = ['forward', 'forward + backward'] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** One activation in one direction. */
export interface Row {
  readonly name: string;
  readonly direction: Direction;
  readonly ours: Side;
  readonly stock: Side;
}

export interface Side {
  /** The median. */
  readonly milliseconds?: number;
  /** The largest difference from float64 among the checked elements. */
  readonly error?: number;
  /** The reason why there is no time. */
  readonly problem?: string;
}
