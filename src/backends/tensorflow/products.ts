import type { ProductRunner } from '../../kernels/backend.js';
import { floatType, type NodeBackend, type OpAttribute } from './backend.js';
import { OpRun } from './op_run.js';

/**
 * One op, without an epilogue. For a product of matrices, tfjs reshapes both and the product, each with an op that takes
 * as long as the product of small ones; for a convolution, it computes the shapes anew.
 */
export const product: ProductRunner<NodeBackend> = ({ op, x, kernel, epilogue }, backend) => {
  if (epilogue.bias || epilogue.activation) return undefined;
  const { name, windows } = op;
  return OpRun.result(backend, (ops) => {
    const attributes = [floatType(backend)];
    if (windows) {
      const { TF_ATTR_INT, TF_ATTR_STRING } = backend.binding;
      const pairs = (name: string, [height, width]: readonly number[]): OpAttribute => {
        return { name, type: TF_ATTR_INT, value: [1, height, width, 1] };
      };
      attributes.push(pairs('strides', windows.strides), pairs('dilations', windows.dilations), {
        name: 'padding',
        type: TF_ATTR_STRING,
        value: windows.pad.toUpperCase(),
      });
    }
    return ops.execute(name, [ops.input(x), ops.input(kernel)], attributes);
  });
};
