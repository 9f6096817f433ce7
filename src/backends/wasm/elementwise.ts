import type * as tf from '@tensorflow/tfjs';
import { runRows } from '../../compilers/webassembly/compiled_kernels.js';
import type { ElementwiseKernel, Preparer } from '../../kernels/backend.js';
import { row, rowsOf } from '../../kernels/broadcast.js';
import { compiledKernels, offsetOf, type WasmBackend } from './backend.js';

/** `undefined` without SIMD, or if the engine refuses the module. */
export const elementwise: Preparer<ElementwiseKernel, WasmBackend> = (kernel, backend) => {
  const { formula, names, scalars, shape } = kernel;
  const rows = rowsOf(kernel);
  const { length, repeats } = rows;
  const run = compiledKernels(backend)?.elementwise(formula, names, repeats);
  if (run === undefined) return undefined;
  const numbers = Object.values(scalars);
  return (inputs, overwritten) => {
    // Memory that was just written is still in the processor's cache.
    const output = overwritten ?? backend.makeOutput(shape, 'float32');
    const pointers = [offsetOf(backend, output)];
    const scratch: tf.TensorInfo[] = [];
    for (let i = 0; i < inputs.length; i++) {
      let input: tf.TensorInfo = inputs[i];
      if (repeats[i] && inputs[i].size !== length) {
        const values = backend.typedArrayFromHeap(input);
        const tile = row(values, input.shape, shape, length);
        input = backend.makeOutput([length], 'float32');
        backend.typedArrayFromHeap(input).set(tile);
        scratch.push(input);
      }
      pointers.push(offsetOf(backend, input));
    }
    runRows(run, rows, pointers, numbers);
    for (const { dataId } of scratch) backend.disposeData(dataId);
    return output;
  };
};
