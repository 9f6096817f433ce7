import * as tf from '@tensorflow/tfjs';
import { firstOwnAxis, product } from '../../kernels/broadcast.js';
import type { WebglBackend } from './backend.js';

// A tensor is a texture. A packed texel holds two by two elements of the last two axes; an unpacked one holds one
// element. A kernel is a fragment shader, which computes one texel of the result.

/** The place of an input's texel that belongs to a texel of the output. */
export interface Place {
  readonly at: string;
  /** Its elements for those of the output. */
  readonly lanes: string;
  /** Whether the place was right: the layout of textures is certain only after a run. */
  isRight(input: tf.TensorInfo, output: tf.TensorInfo, backend: WebglBackend): boolean;
}

/**
 * The place of the output's texel in its own texture. Only a large tensor that was reshaped may have another layout;
 * an unpacked tensor was packed like the output.
 */
export const SAME_TEXEL: Place = {
  at: 'resultUV',
  lanes: '',
  isRight: (input, output, { texData }) => {
    const { isPacked, texShape } = texData.get(input.dataId);
    return !isPacked || tf.util.arraysEqual(texShape, texData.get(output.dataId).texShape);
  },
};

/** The only row of texels of an input that is broadcast along all axes but the last. */
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

/** The expected place of the texel of an input of this shape; `undefined` if only its coordinates determine it. */
export function expectedPlace(inputShape: number[], shape: readonly number[]): Place | undefined {
  const size = product(shape);
  if (size === 0 || !isPacked()) return undefined;
  if (product(inputShape) === size) return SAME_TEXEL;
  const isColumns = firstOwnAxis(inputShape, shape) === shape.length - 1;
  return isColumns && isMatrixAsItIs(threeAxes(shape)) ? SAME_COLUMN : undefined;
}

/** Whether two rows are expected to form a row of texels before a run. */
export function isMatrixAsItIs([outer, rows, columns]: readonly number[]): boolean {
  const most = 2 * tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  return outer === 1 && rows <= most && columns <= most;
}

/** Whether tensors are packed, and stay so. */
export function isPacked(): boolean {
  return tf.env().getBool('WEBGL_PACK') && tf.env().getBool('WEBGL_LAZILY_UNPACK');
}

/**
 * The shape as one of three axes, in whose texture every element keeps its place, so that one shader serves tensors
 * of all ranks.
 */
export function threeAxes(shape: readonly number[]): [number, number, number] {
  const [columns = 1, rows = 1] = [...shape].reverse();
  return [product(shape.slice(0, -2)), rows, columns];
}

/**
 * Stores a texel, with 0 after the last row and column. These values are read: tfjs's matrix product multiplies them,
 * and adds the products to the elements. 0 times an infinity or NaN is NaN, and if both matrices have nonzero numbers
 * there, the product is wrong. The values there in an input are unknown: tfjs's own ops leave any number, such as
 * exp(0), or the bias of a dense layer. So the result of a formula there is always replaced. A rule for some formulas
 * would have to know that their result is 0.
 *
 * @param shape Of rank 2 or more.
 * @param areUniforms Whether the lengths are uniforms.
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
