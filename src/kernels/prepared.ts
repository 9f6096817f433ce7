import * as tf from '@tensorflow/tfjs';
import { type Backend, backendOf, type Launch } from './backend.js';

const { arraysEqual } = tf.util;

/** Runs a kernel on inputs of any shapes; `shape` is that of the output. */
export type PreparedRun = (
  inputs: readonly tf.Tensor[],
  shape: number[],
  backendName: string,
  live: object,
  overwritten?: tf.Tensor,
) => tf.TensorInfo;

/** How kernels of one kind are run. */
export interface KernelKind<Kernel> {
  /** What all runs with inputs of the same shapes have in common. */
  kernelFor(shapes: readonly number[][], shape: number[]): Kernel;
  /** Prepares runs on a backend; `undefined` if it cannot run the kernel. */
  prepare(backend: Backend<object>, kernel: Kernel, live: object): Launch | undefined;
  /** Runs the kernel as tfjs ops. */
  compose(kernel: Kernel, inputs: readonly tf.Tensor[]): tf.TensorInfo;
}

/**
 * Runs kernels, each prepared for the backend and for the shapes of its inputs when they change. A function, because
 * tfjs follows all properties of a layer that is the activation of another.
 */
export function preparedRun<Kernel>(kind: KernelKind<Kernel>): PreparedRun {
  let prepared: Prepared<Kernel> | undefined;
  return (inputs, shape, backendName, live, overwritten) => {
    const backend = backendOf(backendName, live);
    if (prepared?.live !== live || prepared.backend !== backend || !fits(prepared, inputs, shape)) {
      const shapes = inputs.map(({ shape }) => shape);
      const kernel = kind.kernelFor(shapes, shape);
      const launch = backend && kind.prepare(backend, kernel, live);
      prepared = { backend, live, shapes, shape, kernel, launch };
    }
    const { launch, kernel } = prepared;
    return launch?.(inputs, overwritten) ?? kind.compose(kernel, inputs);
  };
}

interface Prepared<Kernel> {
  readonly backend?: Backend<object>;
  readonly live: object;
  readonly shapes: readonly number[][];
  readonly shape: number[];
  readonly kernel: Kernel;
  readonly launch?: Launch;
}

function fits(
  { shapes, shape }: Pick<Prepared<unknown>, 'shapes' | 'shape'>,
  inputs: readonly tf.Tensor[],
  outputShape: number[],
): boolean {
  if (!arraysEqual(shape, outputShape)) return false;
  for (let i = 0; i < inputs.length; i++) {
    if (!arraysEqual(shapes[i], inputs[i].shape)) return false;
  }
  return true;
}
