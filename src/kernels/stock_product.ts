import * as tf from '@tensorflow/tfjs';
import type { ProductRun, ProductRunner } from './backend.js';

const KERNELS = {
  MatMul: '_FusedMatMul',
  Conv2D: 'FusedConv2D',
  DepthwiseConv2dNative: 'FusedDepthwiseConv2D',
} as const;

// Looking up a name in `tf` takes a tenth of a microsecond, as in tape.ts.
const { getKernel } = tf;

/**
 * A product by tfjs's own kernel, called with what its op would pass. The op checks its arguments and prepares a
 * gradient, which takes as long as the product of small matrices.
 */
export function stockProduct(backendName: string): ProductRunner<object> {
  return (run, backend) => {
    const kernel = getKernel(KERNELS[run.op.name], backendName);
    if (kernel == null) return undefined;
    const { inputs, attrs } = argumentsOf(run);
    const output = kernel.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
    if (run.op.windows) return output;
    const [, ...shape] = output.shape;
    return { dataId: output.dataId, shape, dtype: output.dtype };
  };
}

type KernelArguments = Pick<Parameters<tf.KernelFunc>[0], 'inputs' | 'attrs'>;

function argumentsOf({ op, x, kernel, epilogue }: ProductRun): KernelArguments {
  const { windows } = op;
  const { bias, activation = 'linear' } = epilogue;
  if (!windows) {
    return {
      inputs: { a: asBatch(x), b: asBatch(kernel), bias },
      attrs: { transposeA: false, transposeB: false, activation },
    };
  }
  const { strides, pad, dilations } = windows;
  return {
    inputs: { x, filter: kernel, bias },
    attrs: { strides, pad, dataFormat: 'NHWC', dilations, activation },
  };
}

/** A matrix as a batch of one matrix, as the kernels take it. */
function asBatch({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  return { dataId, shape: [1, ...shape], dtype };
}
