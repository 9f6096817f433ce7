import type { BackendName } from './backends.js';
import type { Sizes } from './bundle_size.js';
import type { Timing } from './measure.js';

/** What a backend's process prints, one a line. */
export type Result = { readonly backend: BackendName } & (
  | LayerResult
  | SliceResult
  | FirstCallResult
  | NetworkResult
  | PeerResult
  | Problem
);

/** What is measured case by case. */
export type CaseKind = (LayerResult | SliceResult)['kind'];

export type Direction = 'forward' | 'forward + backward';

/** A layer at one size in one direction. */
export interface LayerResult extends CaseResult {
  readonly kind: 'layer';
}

/** Softmax of slices of some kind, a relative of it, or an activation of the catalogue, at one size in one direction. */
export interface SliceResult extends CaseResult {
  readonly kind: 'softmax' | 'relative' | 'catalogue';
}

interface CaseResult {
  readonly layer: string;
  readonly direction: Direction;
  readonly size: number;
  readonly ours: Measured;
  readonly stock: Measured;
  /** Copying the same bytes, in the same run, where they are in JavaScript's reach. */
  readonly memcpy?: Timing;
}

export interface Measured {
  readonly timing?: Timing;
  /** The largest difference from what float64 gives. */
  readonly error?: number;
  /** Where some results are beyond the bound, the largest relative error of these. */
  readonly inexact?: number;
  /** Bytes of tensors at the peak of one call, besides its arguments. */
  readonly peakBytes?: number;
  /** How many kernels tfjs counts in one call, and how many programs a graphics card was given. */
  readonly kernels?: number;
  readonly launches?: number;
  /** Why there is no time: an error, or wrong numbers. */
  readonly problem?: string;
}

/** Milliseconds of the first call, forward and backward, in which kernels are compiled. */
export interface FirstCallResult {
  readonly kind: 'first call';
  readonly layer: string;
  readonly ours: number;
  readonly stock: number | undefined;
}

/** Whose network is timed: without activations, with those of tfjs, a copy of that, with ours, that fused. */
export type Model = 'none' | 'tfjs' | 'tfjs again' | 'ours' | 'fused';

/** Another system, whose network is the same. */
export type Peer = 'onnxruntime-web' | 'jax-js';

export type Candidate = Model | Peer;

export const TASKS = ['predict', 'training step'] as const;

export type Task = (typeof TASKS)[number];

/** A whole network with one activation. */
export interface NetworkResult {
  readonly kind: 'network';
  readonly network: string;
  readonly activation: string;
  /** Of a chain of one activation, how many floats a layer has and how many layers there are. */
  readonly chain?: { readonly floats: number; readonly length: number };
  readonly task: Task;
  /** Milliseconds of one call, round by round: the first of each was measured beside the first of the others. */
  readonly rounds: Readonly<Partial<Record<Candidate, readonly number[]>>>;
  /** Why a candidate has no times. */
  readonly problems: Readonly<Partial<Record<Candidate, string>>>;
  /** The largest difference between the outputs with tfjs's activations and with ours. */
  readonly difference: number;
}

/** A formula beside other systems' kernels for it, forward, a million floats, one thread. */
export interface PeerResult {
  readonly kind: 'peer';
  readonly activation: string;
  readonly ours: Timing;
  /** With a round of onnxruntime-web between its rounds, and the time of those. */
  readonly interleaved?: { readonly ours: Timing; readonly onnxruntime: Timing };
}

/** What could not be measured. */
export interface Problem {
  readonly kind: 'problem';
  readonly what: string;
}

/** Everything of one run of the benchmark. */
export interface Run {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Whether times are those that processors have worked. */
  readonly processorTime: boolean;
  readonly results: readonly Result[];
  /** Milliseconds of JAX's XLA for the activations of the peers; empty where there is no JAX. */
  readonly xla: Readonly<Record<string, number>>;
  readonly sizes: Sizes;
  readonly problems: readonly string[];
}
