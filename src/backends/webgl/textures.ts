import * as tf from '@tensorflow/tfjs';
import { firstOwnAxis, product } from '../../kernels/broadcast.js';
import type { WebglBackend } from './backend.js';

// A tensor is a texture. Packed, a texel holds two by two elements of the last two axes; unpacked, one
// element. A kernel is a fragment shader, which computes one texel of the result.

/** Where the texel of an input is that belongs to a texel of the output. */
export interface Place {
  readonly at: string;
  /** The elements that it has for those of the output. */
  readonly lanes: string;
  /** Whether it was there: how textures are laid out is known for sure after a run. */
  isRight(input: tf.TensorInfo, output: tf.TensorInfo, backend: WebglBackend): boolean;
}

/**
 * Where the output's texel is in its own texture. Only a large tensor that was reshaped may be laid out
 * differently; what is not packed was packed as the output is.
 */
export const SAME_TEXEL: Place = {
  at: 'resultUV',
  lanes: '',
  isRight: (input, output, { texData }) => {
    const { isPacked, texShape } = texData.get(input.dataId);
    return !isPacked || tf.util.arraysEqual(texShape, texData.get(output.dataId).texShape);
  },
};

/** The only row of texels of an input that has elements along the last axis alone. */
const SAME_COLUMN: Place = {
  at: 'vec2(resultUV.x, 0.5)',
  lanes: '.xyxy',
  isRight: (input, output, { texData }) => {
    const across = Math.ceil(product(input.shape) / 2);
    const { isPacked, texShape } = texData.get(input.dataId);
    const isOneRow = !isPacked || (texShape[0] <= 2 && Math.ceil(texShape[1] / 2) === across);
    return isOneRow && Math.ceil(texData.get(output.dataId).texShape[1] / 2) === across;
  },
};

/** Where its texel is, for all that is known before a run; `undefined` where only its coordinates tell. */
export function expectedPlace(input: tf.Tensor, shape: readonly number[]): Place | undefined {
  const size = product(shape);
  if (size === 0 || !isPacked()) return undefined;
  if (input.size === size) return SAME_TEXEL;
  const isColumns = firstOwnAxis(input.shape, shape) === shape.length - 1;
  return isColumns && isMatrixAsItIs(threeAxes(shape)) ? SAME_COLUMN : undefined;
}

/** Whether two rows are a row of texels, for all that is known before a run. */
export function isMatrixAsItIs([outer, rows, columns]: readonly number[]): boolean {
  const most = 2 * tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  return outer === 1 && rows <= most && columns <= most;
}

/** Whether tensors are packed, and stay so. */
export function isPacked(): boolean {
  return tf.env().getBool('WEBGL_PACK') && tf.env().getBool('WEBGL_LAZILY_UNPACK');
}

/**
 * The shape as one of three axes, in whose texture every element is where it was: one shader then
 * serves tensors of all ranks.
 */
export function threeAxes(shape: readonly number[]): [number, number, number] {
  const [columns = 1, rows = 1] = [...shape].reverse();
  return [product(shape.slice(0, -2)), rows, columns];
}

/**
 * Stores a texel, and 0 behind the last row and column. What is there is read: tfjs's product of matrices
 * multiplies it, and adds it to the elements. 0 times an infinity or NaN is NaN, and where both matrices have
 * another number than 0 there, the product is wrong. Nothing is known of what an input has there: tfjs's own ops
 * leave any number, exp(0) for example, or the bias of a dense layer. So whatever a formula makes of that is
 * replaced. A rule for some formulas would have to know their result to be 0.
 *
 * @param shape Of two axes or more.
 * @param areUniforms Whether their lengths are uniforms.
 */
export function storeTexel(value: string, shape: readonly number[], areUniforms: boolean): string {
  const [, rows, columns] = threeAxes(shape);
  if (rows % 2 === 0 && columns % 2 === 0) return `setOutput(${value});`;
  const isLast = (axis: number) =>
    `coords.${'xyzwuv'[axis]} + 1 >= ${areUniforms ? `outShape[${axis}]` : shape[axis]}`;
  return `vec4 value = ${value};
  ivec${shape.length} coords = getOutputCoords();
  bool isLastColumn = ${isLast(shape.length - 1)};
  bool isLastRow = ${isLast(shape.length - 2)};
  setOutput(vec4(
    value.x,
    isLastColumn ? 0.0 : value.y,
    isLastRow ? 0.0 : value.z,
    isLastColumn || isLastRow ? 0.0 : value.w
  ));`;
}
