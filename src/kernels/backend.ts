import * as tf from '@tensorflow/tfjs';
import type { DerivedFormula } from '../formula/derived_formula.js';
import type { SliceFormulas } from '../formula/slice_formulas.js';
import type { Slices } from './slices.js';
import { receivedVersion } from './versions.js';

/**
 * How kernels run on one of tfjs's backends. `Live` has the members that are used of tfjs's own object for it, some
 * of which tfjs does not guarantee.
 */
export interface Backend<Live> {
  readonly elementwise: Preparer<ElementwiseKernel, Live>;
  readonly slices: Preparer<SliceKernel, Live>;
  /** Missing if tfjs's ops are as fast. */
  readonly product?: ProductRunner<Live>;
  /** Returns the part of the live backend that is not as expected; `undefined` if all are. */
  readonly probe: (live: Live) => string | undefined;
}

/** Prepares runs of a kernel; `undefined` if the backend cannot run it. */
export type Preparer<Kernel, Live> = (kernel: Kernel, live: Live) => Launch | undefined;

/**
 * Runs a kernel; `undefined` if the backend cannot.
 *
 * @param inputs Tensors of the shapes that the kernel was prepared for, float32.
 * @param overwritten A float32 tensor of the output's shape that may be returned, with the result as its data.
 */
export type Launch = (
  inputs: readonly tf.Tensor[],
  overwritten?: tf.Tensor,
) => tf.TensorInfo | undefined;

/** Computes a product; `undefined` if the op of tfjs must. */
export type ProductRunner<Live> = (run: ProductRun, live: Live) => tf.TensorInfo | undefined;

/** One product of float32 tensors whose shapes fit. */
export interface ProductRun {
  readonly op: ProductOp;
  readonly x: tf.Tensor;
  readonly kernel: tf.Tensor;
  readonly epilogue: Epilogue;
}

/** The operations that are applied to a product as it is computed. */
export interface Epilogue {
  readonly bias?: tf.Tensor1D;
  readonly activation?: 'relu' | 'elu';
}

/** A product of matrices, or a convolution of images that have the channels as the last axis. */
export interface ProductOp {
  readonly name: 'MatMul' | 'Conv2D' | 'DepthwiseConv2dNative';
  /** For convolutions. */
  readonly windows?: Windows;
}

/** Sliding windows, as tfjs's ops take them: heights and widths. */
export interface Windows {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same';
  readonly dilations: [number, number];
}

/** What all runs of a formula with tensors of the same shapes have in common. */
export interface ElementwiseKernel {
  readonly formula: DerivedFormula;
  /** The variables of the formula that are tensors, and their shapes, each `shape` or broadcast to it. */
  readonly names: readonly string[];
  readonly shapes: readonly number[][];
  /** The values of the other variables of the formula, in its order. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly shape: number[];
}

/** One run of it. */
export interface ElementwiseRun extends ElementwiseKernel {
  readonly inputs: readonly tf.Tensor[];
}

/** What all runs over slices of tensors of one shape have in common. */
export interface SliceKernel {
  readonly formulas: SliceFormulas;
  readonly slices: Slices;
  /** The shape of all inputs and of the output. */
  readonly shape: number[];
}

/** The first path in an object that does not lead to a value of the given type. */
export function missingOf(
  object: object,
  types: Readonly<Record<string, 'function' | 'number' | 'boolean'>>,
): string | undefined {
  return Object.keys(types).find((path) => {
    let value: unknown = object;
    for (const name of path.split('.')) value = (value as Record<string, unknown>)?.[name];
    return typeof value !== types[path];
  });
}

const backends = new Map<string, Backend<object>>();

/** For each live backend, because another one may be registered under the same name. */
let known = new WeakMap<object, Backend<object> | null>();

/** Adds a backend under tfjs's name for it. */
export function addBackend<Live extends object>(name: string, backend: Backend<Live>): void {
  backends.set(name, backend as Backend<object>);
  known = new WeakMap(); // A backend of this name may have been used without it.
}

/** How kernels run on a backend, if this copy of the package has it. The caller provides a live backend of its kind. */
export function kernelsFor<Live extends object>(name: string): Backend<Live> | undefined {
  return backends.get(name) as Backend<Live> | undefined;
}

/** Whether this copy of the package has a backend of this name. */
export function hasBackend(name: string): boolean {
  return backends.has(name);
}

/**
 * Registers a kernel with one of tfjs's backends. All copies of the package share a kernel. A copy that has the
 * backend replaces the existing kernel, because the copy that registered it may not have the backend.
 */
export function registerKernel(
  kernelName: string,
  backendName: string,
  kernelFunc: tf.KernelFunc,
): void {
  if (tf.getKernel(kernelName, backendName) != null) {
    if (!backends.has(backendName)) return;
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** How kernels run on a live backend; `undefined` if they must be composed of tfjs ops. */
export function backendOf(name: string, live: object): Backend<object> | undefined {
  let backend = known.get(live);
  if (backend === undefined) {
    backend = find(name, live);
    known.set(live, backend);
  }
  return backend ?? undefined;
}

function find(name: string, live: object): Backend<object> | null {
  const backend = backends.get(name);
  if (backend === undefined) {
    warnOfMissing(name);
    return null;
  }
  const problem = problemOf(backend, live);
  if (problem === undefined) return backend;
  console.warn(
    `The backend ${name} of tfjs is not as expected (${problem}), so activations run there as ` +
      `several tfjs ops, which is slower. ${receivedVersion()}`,
  );
  return null;
}

function problemOf({ probe }: Backend<object>, live: object): string | undefined {
  try {
    return probe(live);
  } catch (error) {
    return String(error);
  }
}

/** The backends that must be imported individually if the package is imported without them. */
const WITH_ENTRY_POINT = /^(?:rn-)?(cpu|wasm|webgl|webgpu|tensorflow)$/;

const warnedOf = new Set<string>();

function warnOfMissing(name: string): void {
  const [, entryPoint] = WITH_ENTRY_POINT.exec(name) ?? [];
  if (entryPoint === undefined || warnedOf.has(name)) return;
  warnedOf.add(name);
  console.warn(
    `The kernels for the backend ${name} are not imported, so activations run there as several ` +
      `tfjs ops, which is slower. Expected: import 'tfjs-advanced-activations/${entryPoint}'`,
  );
}
