import type * as tf from '@tensorflow/tfjs';
import { hasSimd } from '../../compilers/webassembly/target.js';
import type { NodeBackend } from './backend.js';

// Costs in microseconds, measured on two cores in networks, between other TensorFlow ops: for a call and for each
// element, per op that the computation would need.
const OP = { call: 5, element: 0.00015 };
const READ = { call: 4, element: 0.0007 };
const COMPUTE = { call: 2, element: 0.0001 };
const WRITE = { call: 3, element: 0.0003 };

/** Up to this many elements, TensorFlow uses one core, or gains little from more. */
const ON_ONE_CORE = 2 ** 16;
const SLOWER_ON_ONE_CORE = 1.6;

/** The cost of one of these ops on a tensor, in simple ops. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  Exp: 3,
  Expm1: 7,
  Log: 2,
  Log1p: 3,
  Sigmoid: 5,
  Tanh: 4,
  Elu: 5,
  Selu: 5,
  Softplus: 16,
  Sin: 3,
  Cos: 3,
  Erf: 2,
  Erfc: 35,
  Select: 4,
  LogicalNot: 0.2,
  LogicalOr: 0.2,
};

/** The same for a sum along an axis, and for softmax. */
export const [SUM, SOFTMAX] = [6, 6];

/** The amount of work of a computation in TensorFlow. */
export interface Extent {
  readonly ops: number;
  /** The sum of the weights of the ops. */
  readonly work: number;
}

/** Tensors on a GPU stay there. */
export function mayRunOnHost({ isGPUPackage }: NodeBackend): boolean {
  return !isGPUPackage && hasSimd();
}

/** Whether the computation is faster in JavaScript's memory. */
export function isCheaperOnHost(
  { ops, work }: Extent,
  inputs: readonly tf.Tensor[],
  size: number,
  backend: NodeBackend,
): boolean {
  if (!mayRunOnHost(backend)) return false;
  const slower = size <= ON_ONE_CORE ? SLOWER_ON_ONE_CORE : 1;
  let onTensorflow = ops * OP.call + work * size * OP.element * slower;
  let onHost = COMPUTE.call + WRITE.call + size * (work * COMPUTE.element + WRITE.element);
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
