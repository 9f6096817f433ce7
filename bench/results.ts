import type { BackendName } from './backends.js';
import type { Sizes } from './bundle_size.js';
import type { Timing } from './measure.js';

/** One line that the process of a backend prints. */
export type Result = { readonly backend: BackendName } & (
  | LayerResult
  | SliceResult
  | FirstCallResult
  | NetworkResult
  | RepeatedNetworkResult
  | LoadingResult
  | PeerResult
  | Problem
);

/** The kinds of results that are measured case by case. */
export type CaseKind = (LayerResult | SliceResult)['kind'];

export type Direction = 'forward' | 'forward + backward';

/** A layer at one size in one direction. */
export interface LayerResult extends CaseResult {
  readonly kind: 'layer';
}

/** Softmax along some axes, another activation of its family, or one of the catalogue, at one size in one direction. */
export interface SliceResult extends CaseResult {
  readonly kind: 'softmax' | 'relative' | 'catalogue';
}

interface CaseResult {
  readonly layer: string;
  readonly direction: Direction;
  readonly size: number;
  readonly ours: Measured;
  readonly stock: Measured;
  /** Copying the same bytes, in the same run, if JavaScript has access to them. */
  readonly memcpy?: Timing;
}

export interface Measured {
  readonly timing?: Timing;
  /** The largest difference from the float64 result. */
  readonly error?: number;
  /** The largest relative error of results beyond the bound, if there are any. */
  readonly inexact?: number;
  /** The bytes of the tensors at the peak of one call, without its arguments. */
  readonly peakBytes?: number;
  /** The number of kernels that tfjs counts in one call, and of programs launched on a graphics card. */
  readonly kernels?: number;
  readonly launches?: number;
  /** The reason why there is no time: an error, or wrong results. */
  readonly problem?: string;
}

/** The milliseconds of the first call, forward and backward, in which kernels are compiled. */
export interface FirstCallResult {
  readonly kind: 'first call';
  readonly layer: string;
  readonly ours: number;
  readonly stock: number | undefined;
}

/**
 * The activations of the timed network: none, those of tfjs, a second copy of that, those of this package, and those
 * fused.
 */
export type Model = 'none' | 'tfjs' | 'tfjs again' | 'ours' | 'fused';

/** Another system that runs the same network. */
export type Peer = 'onnxruntime-web' | 'jax-js';

export type Candidate = Model | Peer;

export const TASKS = ['predict', 'training step'] as const;

export type Task = (typeof TASKS)[number];

/** A whole network with one activation. */
export interface NetworkResult {
  readonly kind: 'network';
  readonly network: string;
  readonly activation: string;
  /** For a chain of one activation: the number of floats in each layer, and the number of layers. */
  readonly chain?: { readonly floats: number; readonly length: number };
  readonly task: Task;
  /** The milliseconds of one call, round by round. Entries with the same index were measured one after the other. */
  readonly rounds: Readonly<Partial<Record<Candidate, readonly number[]>>>;
  /** The reason why a candidate has no times. */
  readonly problems: Readonly<Partial<Record<Candidate, string>>>;
  /** The largest difference between the outputs with tfjs's activations and with those of this package. */
  readonly difference: number;
}

/** The number of processes in which a network is measured that is slower than that of tfjs in the first. */
export const RUNS = 5;

/** A network that was slower than that of tfjs, measured once more in another process. */
export interface RepeatedNetworkResult extends Omit<NetworkResult, 'kind'> {
  readonly kind: 'network again';
}

/** The milliseconds of loading a model, each first in a process of its own. */
export interface LoadingResult {
  readonly kind: 'loading';
  readonly layers: number;
  readonly megabytes: number;
  /** With `fromKeras`, and without. */
  readonly ours: readonly number[];
  readonly tfjs: readonly number[];
}

/** A formula and the kernels of other systems for it: forward, a million floats, one thread. */
export interface PeerResult {
  readonly kind: 'peer';
  readonly activation: string;
  readonly ours: Timing;
  /** The times of rounds that alternate with rounds of onnxruntime-web, and the times of the latter. */
  readonly interleaved?: { readonly ours: Timing; readonly onnxruntime: Timing };
}

/** A measurement that failed. */
export interface Problem {
  readonly kind: 'problem';
  readonly what: string;
}

/** All results of one run of the benchmark. */
export interface Run {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Whether times are processor times. */
  readonly processorTime: boolean;
  readonly results: readonly Result[];
  /** The milliseconds of JAX's XLA for the same activations; empty without JAX. */
  readonly xla: Readonly<Record<string, number>>;
  readonly sizes: Sizes;
  readonly problems: readonly string[];
}
