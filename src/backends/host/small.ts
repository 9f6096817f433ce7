import type * as tf from '@tensorflow/tfjs';
import type { Preparer } from '../../kernels/backend.js';
import { product } from '../../kernels/broadcast.js';
import { onHost, type TensorAccess } from './tensors.js';

// Starting a program on a GPU takes longer than the arithmetic of a small tensor. Therefore tfjs computes a small tensor
// in JavaScript's memory if it is not in GPU memory yet, and so do kernels.

/** The members of tfjs's backends for GPUs by which small tensors are computed. */
export interface GpuBackend extends TensorAccess {
  /** Whether all tensors are small, none is in GPU memory, and the settings of tfjs allow it. */
  shouldExecuteOnCPU(tensors: readonly tf.TensorInfo[]): boolean;
}

/** Their types, for `missingOf`. */
export const gpuMembers = {
  shouldExecuteOnCPU: 'function',
  readSync: 'function',
  write: 'function',
} as const;

/**
 * Prepares runs of a kernel on the GPU; small tensors are computed in JavaScript's memory.
 *
 * @param prepare Prepares the computation from the values of the inputs. It returns `undefined` if it must run on the
 *   GPU as well.
 */
export function unlessSmall<Kernel extends { readonly shape: number[] }, Live extends GpuBackend>(
  prepare: (kernel: Kernel) => (values: Float32Array[]) => Float32Array | undefined,
  onGpu: Preparer<Kernel, Live>,
): Preparer<Kernel, Live> {
  return (kernel, backend) => {
    const { shape } = kernel;
    const size = product(shape);
    const launch = onGpu(kernel, backend);
    let compute: ReturnType<typeof prepare> | undefined;
    return (inputs, overwritten) => {
      // The output is larger than all inputs if the formula reads only parameters.
      if (backend.shouldExecuteOnCPU(inputs) && inputs.some((input) => input.size === size)) {
        compute ??= prepare(kernel);
        const output = onHost(compute, inputs, shape, backend);
        if (output) return output;
      }
      return launch?.(inputs, overwritten);
    };
  };
}
