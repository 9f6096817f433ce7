import type * as tf from '@tensorflow/tfjs';
import type { Preparer } from '../../kernels/backend.js';
import { product } from '../../kernels/broadcast.js';
import { onHost, type TensorAccess } from './tensors.js';

// Starting a program on a graphics card takes longer than the arithmetic of a small tensor. Therefore tfjs computes a
// small tensor in JavaScript's memory if it is still there, and so do kernels.

/** The members of tfjs's backends for graphics cards by which small tensors are computed. */
export interface CardBackend extends TensorAccess {
  /** Whether all tensors are small and none is in the memory of the graphics card. */
  shouldExecuteOnCPU(tensors: readonly tf.TensorInfo[]): boolean;
}

/** Their types, for `missingOf`. */
export const membersOfCard = {
  shouldExecuteOnCPU: 'function',
  readSync: 'function',
  write: 'function',
} as const;

/**
 * Prepares runs of a kernel on a graphics card, except for small tensors.
 *
 * @param prepare Prepares the computation from the values of the inputs, as for `onHost`.
 */
export function unlessSmall<Kernel extends { readonly shape: number[] }, Live extends CardBackend>(
  prepare: (kernel: Kernel) => (values: Float32Array[]) => Float32Array | undefined,
  onCard: Preparer<Kernel, Live>,
): Preparer<Kernel, Live> {
  return (kernel, backend) => {
    const { shape } = kernel;
    const size = product(shape);
    const launch = onCard(kernel, backend);
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
