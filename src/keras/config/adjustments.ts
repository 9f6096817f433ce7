import * as tf from '@tensorflow/tfjs';
import { show } from '../../arguments/show.js';
import type { Report } from './problems.js';
import { isSerialized, isStackOfCells, type Serialized } from './serialized.js';

// Handles arguments of Keras classes that have another meaning in tfjs. Each function receives the arguments as tfjs
// would read them, may change them, and reports those that tfjs does not support.

export type Adjustment = (config: Record<string, unknown>, problem: Report) => void;

export const adjustInput: Adjustment = (config, problem) => {
  for (const key of ['ragged', 'optional', 'sparse']) {
    if (config[key] === true) problem(`is ${key}, which tfjs does not support`);
    delete config[key];
  }
};

export const adjustRnn: Adjustment = ({ cell, return_state }, problem) => {
  if (return_state && isStackOfCells(cell)) {
    problem('returns the states of stacked cells, which tfjs orders differently');
  }
};

/** Whether there are elements between windows. In three dimensions, tfjs would then pad by a negative number. */
export function hasGaps({
  padding,
  strides,
  kernel_size,
  pool_size,
}: Serialized['config']): boolean {
  const sizes = [kernel_size ?? pool_size].flat().map(Number);
  const isLarger = (stride: unknown, i: number) => Number(stride) > (sizes[i] ?? sizes[0]);
  return padding === 'same' && [strides ?? 1].flat().some(isLarger);
}

/** TensorFlow supports dilation only on a GPU. */
export const adjustConv3D: Adjustment = (config, problem) => {
  const { isGPUPackage } = tf.backend() as { isGPUPackage?: boolean };
  const isDilated = [config.dilation_rate ?? 1].flat().some((rate) => Number(rate) !== 1);
  if (isDilated && tf.getBackend() === 'tensorflow' && !isGPUPackage) {
    problem(
      `has dilation_rate=${show(config.dilation_rate)}, which the tensorflow backend cannot compute without a GPU: ` +
        'load it on another backend',
    );
  }
};

/** tfjs checks the shapes with negative axes as they are. */
export const adjustDot: Adjustment = ({ axes }, problem) => {
  const isFromEnd = [axes].flat().map((axis) => Number(axis) < 0);
  if (isFromEnd.length > 1 && isFromEnd[0] !== isFromEnd[1]) {
    problem(`has axes=${show(axes)}, which tfjs does not support: count both from the front`);
  }
};

export const adjustBatchNormalization: Adjustment = (config, problem) => {
  if (!Array.isArray(config.axis)) return;
  if (config.axis.length !== 1)
    problem('normalizes along several axes, which tfjs does not support');
  [config.axis] = config.axis;
};

/** tfjs creates the backward layer from the forward layer. */
export const adjustBidirectional: Adjustment = (config, problem) => {
  if (!isMirror(config.layer, config.backward_layer)) {
    problem(
      'has a backward layer that differs from the forward layer, which tfjs does not support',
    );
  }
  if (isSerialized(config.layer) && config.layer.class_name === 'RNN') {
    problem(
      'has an RNN, whose backward layer tfjs cannot create: use an LSTM, a GRU or a SimpleRNN',
    );
  }
  delete config.backward_layer;
};

/** Whether the backward layer equals the forward layer except for the reversed time. */
function isMirror(forward: unknown, backward: unknown): boolean {
  if (backward === undefined || backward === null) return true;
  if (!isSerialized(forward) || !isSerialized(backward)) return false;
  const compared = ({ config: { name, go_backwards, ...rest } }: Serialized) =>
    JSON.stringify(rest);
  return compared(forward) === compared(backward);
}
