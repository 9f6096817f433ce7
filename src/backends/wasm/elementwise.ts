import type * as tf from '@tensorflow/tfjs';
import { hasSimd } from '../../compilers/webassembly/target.js';
import type { Runner } from '../../kernels/backend.js';
import { row, rowsOf } from '../../kernels/broadcast.js';
import { compiledKernels, offsetOf, type WasmBackend } from './backend.js';

const FLOAT_BYTES = 4;

/** `undefined` where there is no SIMD, or the engine refuses the module. */
export const elementwise: Runner<WasmBackend> = (elementwiseRun, backend) => {
  const { formula, names, inputs, scalars, shape } = elementwiseRun;
  const { size, length, repeats } = rowsOf(inputs, shape);
  const run = hasSimd() && compiledKernels(backend).elementwise(formula, names, repeats);
  if (!run) return undefined;
  const output = backend.makeOutput(shape, 'float32');
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
  const parameters = Object.values(scalars);
  const rows = Math.floor(size / length);
  if (rows > 0) run(rows, length, ...pointers, ...parameters);
  const done = rows * length;
  if (done < size) {
    const rest = pointers.map((pointer, i) => pointer + (repeats[i - 1] ? 0 : done * FLOAT_BYTES));
    run(1, size - done, ...rest, ...parameters);
  }
  for (const { dataId } of scratch) backend.disposeData(dataId);
  return output;
};
