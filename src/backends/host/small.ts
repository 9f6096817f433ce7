import type * as tf from '@tensorflow/tfjs';
import { type Backend, kernelsFor, type Launch, type Preparer } from '../../kernels/backend.js';
import { product } from '../../kernels/broadcast.js';
import type { HostMemory } from './tensors.js';

// Starting a program on a GPU takes longer than the arithmetic of a small tensor. Therefore tfjs computes a small tensor
// in JavaScript's memory if it is not in GPU memory yet. So do kernels, if those for `cpu` are imported.

/** The members of tfjs's backends for GPUs by which small tensors are computed. */
export interface GpuBackend extends Pick<HostMemory, 'makeTensorInfo'> {
  /** Whether all tensors are small, none is in GPU memory, and the settings of tfjs allow it. */
  shouldExecuteOnCPU(tensors: readonly tf.TensorInfo[]): boolean;
  readSync(dataId: object): Float32Array;
}

/** Their types, for `missingOf`. */
export const gpuMembers = {
  shouldExecuteOnCPU: 'function',
  readSync: 'function',
  makeTensorInfo: 'function',
} as const;

/**
 * Prepares runs of a kernel on the GPU; small tensors are computed by the kernel for `cpu`.
 *
 * @param ofCpu Selects that kernel.
 */
export function unlessSmall<Kernel extends { readonly shape: number[] }, Live extends GpuBackend>(
  ofCpu: (cpu: Backend<HostMemory>) => Preparer<Kernel, HostMemory>,
  onGpu: Preparer<Kernel, Live>,
): Preparer<Kernel, Live> {
  return (kernel, backend) => {
    const size = product(kernel.shape);
    const prepareOnHost = () => {
      const cpu = kernelsFor<HostMemory>('cpu');
      return cpu && ofCpu(cpu)(kernel, memoryOf(backend));
    };
    // Most kernels run in one of the two only.
    let launchOnHost: Launch | undefined;
    let launchOnGpu: Launch | undefined;
    return (inputs, overwritten) => {
      // The output is larger than all inputs if the formula reads only parameters.
      if (backend.shouldExecuteOnCPU(inputs) && inputs.some((input) => input.size === size)) {
        launchOnHost ??= prepareOnHost();
        const output = launchOnHost?.(inputs);
        if (output) return output;
      }
      launchOnGpu ??= onGpu(kernel, backend);
      return launchOnGpu?.(inputs, overwritten);
    };
  };
}

/** The memory of JavaScript in which the backend keeps small tensors. */
function memoryOf(backend: GpuBackend): HostMemory {
  return {
    data: { get: (dataId) => ({ values: backend.readSync(dataId) }) },
    makeTensorInfo: (...tensor) => backend.makeTensorInfo(...tensor),
  };
}
