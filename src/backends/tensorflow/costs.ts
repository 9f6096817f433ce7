import type * as tf from '@tensorflow/tfjs';
import { hasSimd } from '../../compilers/webassembly/target.js';
import type { NodeBackend } from './backend.js';

// Costs in microseconds, measured on two cores: of a call and for an element.
const OP = { call: 5, element: 0.00015 };
const READ = { call: 1.25, element: 0.001 };
const COMPUTE = { call: 0.25, element: 0.0009 };
const WRITE = { call: 1, element: 0.0006 };

/** How many simple ops take as long as one of these, over a tensor. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  Exp: 2.5,
  Expm1: 7,
  Log: 2,
  Log1p: 3,
  Sigmoid: 3,
  Tanh: 1.5,
  Softplus: 8,
  Sin: 3,
  Cos: 3,
  Erf: 1.5,
  Erfc: 35,
  Select: 4,
  LogicalNot: 0.2,
};

/** The same of a sum along an axis, and of softmax. */
export const [SUM, SOFTMAX] = [6, 6];

/** How much of TensorFlow a computation takes. */
export interface Extent {
  readonly ops: number;
  /** The ops by their weights. */
  readonly work: number;
}

/** What is on a graphics card stays there. */
export function mayRunOnHost({ isGPUPackage }: NodeBackend): boolean {
  return !isGPUPackage && hasSimd();
}

/** Whether it takes less time in JavaScript's memory. */
export function isCheaperOnHost(
  { ops, work }: Extent,
  inputs: readonly tf.Tensor[],
  size: number,
  backend: NodeBackend,
): boolean {
  if (!mayRunOnHost(backend)) return false;
  let onTensorflow = ops * OP.call + work * size * OP.element;
  let onHost = COMPUTE.call + WRITE.call + size * (COMPUTE.element + WRITE.element);
  for (const input of inputs) {
    const isOnHost = backend.tensorMap.get(input.dataId).values != null;
    if (isOnHost) onTensorflow += WRITE.call + input.size * WRITE.element;
    else onHost += READ.call + input.size * READ.element;
  }
  return onHost < onTensorflow;
}

export function onHost(
  compute: (values: Float32Array[]) => Float32Array | undefined,
  inputs: readonly tf.Tensor[],
  shape: number[],
  backend: NodeBackend,
): tf.TensorInfo | undefined {
  const values = compute(inputs.map(({ dataId }) => backend.readSync(dataId)));
  return values && { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}
