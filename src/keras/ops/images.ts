import * as tf from '@tensorflow/tfjs';
import { padSpace } from '../layers/along_axis.js';
import { averagePool, maxPool } from '../layers/pool.js';
import {
  convolve,
  convolveDepthwise,
  type Padding,
  padded,
  patches,
  type Windows,
} from '../layers/windows.js';
import { axisOf, floatOf, moved, numbersOf, type OpArguments, unsupported } from './arguments.js';
import { type Ops, op } from './op.js';

// Ops on images and other tensors [batch, ...space, channels].

type Compute = (x: tf.Tensor, given: OpArguments) => tf.Tensor;

/** In the words of Keras, tfjs or TensorFlow. */
function isChannelsFirst(format: unknown): boolean {
  return /^(channels_?first|nc)/i.test(String(format ?? ''));
}

/** An op on tensors that may have their channels first. */
const spatial = (parameters: string, compute: Compute) =>
  op(`x ${parameters} data_format`, ({ x, ...given }) => {
    const tensor = floatOf(x);
    if (!isChannelsFirst(given.data_format)) return compute(tensor, given);
    return moved(compute(moved(tensor, 1, tensor.rank - 1), given), tensor.rank - 1, 1);
  });

/** One number for each axis of space. TensorFlow's lists may have one for each axis of the tensor. */
function eachAxis(value: unknown, axes: number): number[] {
  const list = numbersOf(value);
  if (list.length === 1) return Array<number>(axes).fill(list[0]);
  return list.length === axes + 2 ? list.slice(1, -1) : list;
}

function windowsOf(
  kernelSize: readonly number[],
  { strides, dilation_rate }: OpArguments,
): Windows {
  const axes = kernelSize.length;
  return {
    kernelSize,
    strides: eachAxis(strides ?? 1, axes),
    dilationRate: eachAxis(dilation_rate ?? 1, axes),
  };
}

function paddingOf({ padding }: OpArguments): Padding {
  const name = String(padding ?? 'valid').toLowerCase();
  if (name === 'valid' || name === 'same' || name === 'causal') return name;
  return unsupported('padding', "'valid' or 'same'", padding);
}

const poolOp = (compute: typeof maxPool) =>
  spatial('pool_size strides padding', (x, given) => {
    const size = eachAxis(given.pool_size, x.rank - 2);
    const strides = given.strides ?? given.pool_size;
    return compute(x, windowsOf(size, { ...given, strides }), paddingOf(given));
  });

const convOp = (
  compute: (x: tf.Tensor, kernel: tf.Tensor, windows: Windows, padding: Padding) => tf.Tensor,
) =>
  spatial('kernel strides padding dilation_rate', (x, given) => {
    const kernel = floatOf(given.kernel);
    const windows = windowsOf(kernel.shape.slice(0, x.rank - 2), given);
    return compute(x, kernel, windows, paddingOf(given));
  });

function depthwise(x: tf.Tensor, kernel: tf.Tensor, windows: Windows, padding: Padding): tf.Tensor {
  return convolveDepthwise(padded(x, windows, padding), kernel, windows);
}

/** Blocks of pixels from the channels. */
function depthToSpace(x: tf.Tensor, size: number): tf.Tensor {
  const [batch, height, width, channels] = x.shape;
  const inner = channels / size ** 2;
  const blocks = tf.reshape(x, [batch * height, width, size, size * inner]);
  return tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), [
    batch,
    height * size,
    width * size,
    inner,
  ]);
}

function spaceToDepth(x: tf.Tensor, size: number): tf.Tensor {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / size, width / size];
  const blocks = tf.reshape(x, [batch * rows, size, columns, size * channels]);
  return tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), [
    batch,
    rows,
    columns,
    size ** 2 * channels,
  ]);
}

/** If the channels are first, the order of the pixels of a block differs between the backends of Keras. */
const blocks = (compute: (x: tf.Tensor, size: number) => tf.Tensor) =>
  op('x block_size data_format', ({ x, block_size, data_format }) => {
    if (isChannelsFirst(data_format)) {
      unsupported('data_format of blocks of pixels', "'channels_last'", data_format);
    }
    return compute(floatOf(x), Number(block_size));
  });

/** The widths of a crop or a padding before and after, of which the sizes of the output determine one. */
function endsOf(
  before: unknown,
  after: unknown,
  length: number,
  target: unknown,
  sign: 1 | -1,
): [number, number] {
  const change =
    target === null || target === undefined ? undefined : (Number(target) - length) * sign;
  const first =
    before === null || before === undefined ? Number(change) - Number(after) : Number(before);
  const last = after === null || after === undefined ? Number(change) - first : Number(after);
  return [sign * first, sign * last];
}

const framed = (suffix: string, sign: 1 | -1) =>
  spatial(
    `top_${suffix} left_${suffix} bottom_${suffix} right_${suffix} target_height target_width`,
    (x, given) => {
      const of = (side: string) => given[`${side}_${suffix}`];
      return padSpace(x, [
        endsOf(of('top'), of('bottom'), Number(x.shape[1]), given.target_height, sign),
        endsOf(of('left'), of('right'), Number(x.shape[2]), given.target_width, sign),
      ]);
    },
  );

/** The mean and the variance along axes, with a scale and an offset. */
function standardized(
  x: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
}

const isGiven = (value: unknown) => value !== null && value !== undefined;

function scaled(x: tf.Tensor, scale: unknown, offset: unknown): tf.Tensor {
  const y = isGiven(scale) ? tf.mul(x, floatOf(scale)) : x;
  return isGiven(offset) ? tf.add(y, floatOf(offset)) : y;
}

/** The last axes, from the one that is given. */
function lastAxes(axis: unknown, rank: number): number[] {
  if (Array.isArray(axis)) return axis.map((each) => axisOf(each, rank));
  return [axisOf(axis ?? -1, rank)];
}

export const images: Ops = {
  average_pool: poolOp(averagePool),
  conv: convOp((x, kernel, windows, padding) => {
    const groups = x.shape[x.rank - 1] / kernel.shape[kernel.rank - 2];
    return convolve(padded(x, windows, padding), kernel, windows, groups);
  }),
  crop_images: framed('cropping', -1),
  depth_to_space: blocks(depthToSpace),
  depthwise_conv: convOp(depthwise),
  extract_patches: spatial('size strides dilation_rate padding', (x, given) => {
    const size = eachAxis(given.size, x.rank - 2);
    const windows = windowsOf(size, { ...given, strides: given.strides ?? given.size });
    return patches(padded(x, windows, paddingOf(given)), windows, false);
  }),
  local_response_normalization: op(
    'x depth_radius bias alpha beta',
    ({ x, depth_radius = 5, bias = 1, alpha = 1, beta = 0.5 }) => {
      const tensor = floatOf(x);
      const channels = tensor.shape[tensor.rank - 1];
      const isNear = tf.buffer([1, channels, channels]);
      for (let i = 0; i < channels; i++) {
        for (let j = 0; j < channels; j++) {
          isNear.set(Number(Math.abs(i - j) <= Number(depth_radius)), 0, i, j);
        }
      }
      const squares = tf.reshape(tf.square(tensor), [1, -1, channels]);
      const sums = tf.reshape(tf.matMul(squares, isNear.toTensor()), tensor.shape);
      const divisor = tf.add(tf.mul(sums, Number(alpha)), Number(bias));
      return tf.div(tensor, tf.pow(divisor, Number(beta)));
    },
  ),
  max_pool: poolOp(maxPool),
  pad_images: framed('padding', 1),
  rgb_to_grayscale: spatial('', (x) =>
    tf.sum(tf.mul(x, tf.tensor1d([0.2989, 0.587, 0.114])), -1, true),
  ),
  separable_conv: spatial(
    'depthwise_kernel pointwise_kernel strides padding dilation_rate',
    (x, given) => {
      const kernel = floatOf(given.depthwise_kernel);
      const windows = windowsOf(kernel.shape.slice(0, x.rank - 2), given);
      const points = windowsOf(
        windows.kernelSize.map(() => 1),
        {},
      );
      return convolve(
        depthwise(x, kernel, windows, paddingOf(given)),
        floatOf(given.pointwise_kernel),
        points,
      );
    },
  ),
  space_to_depth: blocks(spaceToDepth),
  bias_add: op('x bias data_format', ({ x, bias, data_format }) => {
    const [tensor, added] = [floatOf(x), floatOf(bias)];
    const isFirst = isChannelsFirst(data_format);
    const ones = Array.from({ length: tensor.rank - 2 }, () => 1);
    return tf.add(tensor, isFirst ? tf.reshape(added, [added.size, ...ones]) : added);
  }),

  batch_norm: op(
    'x mean variance offset scale axis epsilon',
    ({ x, mean, variance, offset, scale, axis, epsilon }) => {
      const tensor = floatOf(x);
      const along = axisOf(axis ?? -1, tensor.rank);
      const inPlace = (value: unknown) => {
        const read = floatOf(value);
        return read.rank > 1
          ? read
          : tf.reshape(
              read,
              tensor.shape.map((_, i) => (i === along ? -1 : 1)),
            );
      };
      const y = standardized(tensor, inPlace(mean), inPlace(variance), Number(epsilon ?? 1e-3));
      return scaled(
        y,
        isGiven(scale) ? inPlace(scale) : null,
        isGiven(offset) ? inPlace(offset) : null,
      );
    },
  ),
  layer_norm: op(
    'x gamma beta axis epsilon rms_scaling',
    ({ x, gamma, beta, axis, epsilon, rms_scaling }) => {
      if (rms_scaling === true) unsupported('rms_scaling of layer_norm', 'false', rms_scaling);
      const tensor = floatOf(x);
      const { mean, variance } = tf.moments(tensor, lastAxes(axis, tensor.rank), true);
      return scaled(standardized(tensor, mean, variance, Number(epsilon ?? 1e-7)), gamma, beta);
    },
  ),
  rms_norm: op('x scale axis epsilon', ({ x, scale, axis, epsilon }) => {
    const tensor = floatOf(x);
    const squares = tf.mean(tf.square(tensor), lastAxes(axis, tensor.rank), true);
    return scaled(tf.mul(tensor, tf.rsqrt(tf.add(squares, Number(epsilon ?? 1e-7)))), scale, null);
  }),
};
