import type * as tf from '@tensorflow/tfjs';
import { camelCase } from '../../arguments/case.js';
import { show } from '../../arguments/show.js';
import type { Report } from './problems.js';

// Arguments of Keras that tfjs ignores: harmless for some values, and a problem for all others.

/** For each ignored argument, whether a value is harmless. */
export type Ignored = Readonly<Record<string, (value: unknown) => boolean>>;

/** Whether an argument disables something. */
export const isOff = (value: unknown) => value === false || value === null;
/** Whether it is 1 along each axis. */
export const isOne = (value: unknown) => [value].flat().every((each) => each === 1);
export const isChannelsLast = (value: unknown) => value === 'channels_last';
export const always = () => true;

/** For layers that have other kernels, each with its own arguments. */
export const unusedKernel: Ignored = {
  ...{ kernel_initializer: always, kernel_regularizer: always, kernel_constraint: always },
};

/** The arguments that are ignored in each class that has them. */
const ignoredByAll: Ignored = {
  activity_regularizer: isOff,
  groups: (value) => value === 1,
  renorm: isOff,
  rms_scaling: isOff,
  time_major: isOff,
  zero_output_for_mask: always, // A layer after it does this.
  lora_rank: isOff,
  lora_alpha: isOff,
  quantization_config: isOff,
  synchronized: always,
  seed: always,
  use_cudnn: always,
  autocast: always,
  fused: always,
  implementation: always,
};

/**
 * Removes the arguments that tfjs is known to ignore.
 *
 * @param ofClass The arguments that the class of the layer ignores in addition, and the reporter of harmful values.
 *   Without it, these arguments stay: classes of this package use or refuse them.
 */
export function takeIgnored(
  config: Record<string, unknown>,
  { ignores, problem }: { readonly ignores?: Ignored; readonly problem?: Report },
): void {
  for (const key of Object.keys(config)) {
    const isHarmless = ruleOf(key, ignores) ?? ruleOf(key, ignoredByAll);
    if (isHarmless === undefined) continue;
    const isLost = isHarmless(config[key]) || problem !== undefined;
    if (!isHarmless(config[key]) && problem) reportIgnored(key, config[key], problem);
    if (isLost) delete config[key];
  }
}

function ruleOf(key: string, ignored: Ignored = {}) {
  return Object.hasOwn(ignored, key) ? ignored[key] : undefined;
}

/**
 * Reports the arguments that are missing from the config of a layer of tfjs.
 *
 * @param used The arguments that the class uses, although its config does not contain them.
 */
export function reportForgotten(
  layer: tf.layers.Layer,
  given: tf.serialization.ConfigDict,
  used: readonly string[],
  problem: Report,
): void {
  const kept = ['dtype', ...Object.keys(layer.getConfig()), ...used.map(camelCase)];
  for (const [key, value] of Object.entries(given)) {
    if (!kept.includes(key) && !isOff(value)) reportIgnored(key, value, problem);
  }
}

function reportIgnored(key: string, value: unknown, problem: Report): void {
  problem(`has ${key}=${show(value)}, which tfjs ignores`);
}
