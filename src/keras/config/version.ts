// Properties of the Keras that saved a file, derived from its version.

export function isKeras3(version: string): boolean {
  return Number.parseInt(version, 10) >= 3;
}

export function isKeras1(version: string): boolean {
  return Number.parseInt(version, 10) === 1;
}

/** Whether tfjs rather than Keras saved the model. */
export function isOfTfjs(version: string): boolean {
  return version.startsWith('tfjs');
}

/** Whether it is standalone Keras before 2.4, not the Keras in TensorFlow, `2.2.4-tf`. */
export function isStandaloneBefore24(version: string): boolean {
  return isKeras1(version) || /^2\.[0-3]\.\d+$/.test(version);
}

/** Whether it is any Keras before 2.4. */
export function isBefore24(version: string): boolean {
  return isKeras1(version) || /^2\.[0-3]\./.test(version);
}

/** Since 2.4, Keras saves its own models as `Functional`, so a `Model` is a custom class. */
export function savesFunctional(version: string): boolean {
  return /^(2\.([4-9]|1\d)|3)\./.test(version);
}

/** Since 3.10, the Softmax of Keras sets masked entries to 0, also in a fully masked slice. */
export function masksSoftmaxOutput(version: string): boolean {
  return isAtLeast(version, 3, 10);
}

/** Since 3.6, a sum has a mask if all its inputs have one, and keeps a step that any of the masks keeps. */
export function mergesByAny(version: string): boolean {
  return isAtLeast(version, 3, 6);
}

/** Before 2.10, multi-head attention did not use the masks that its inputs carry. */
export function headsReadMasks(version: string): boolean {
  return isAtLeast(version, 2, 10);
}

/** Since 3.7, multi-head attention uses an op of Keras where that supports the case. */
export function fusesAttention(version: string): boolean {
  return isAtLeast(version, 3, 7);
}

/** Since 3.8, MultiHeadAttention removes the masks from its inputs, also for layers that read them later. */
export function headsTakeMasks(version: string): boolean {
  return isAtLeast(version, 3, 8);
}

/** In Keras 3 before 3.12, Attention fails with a mask, or applies it along a wrong axis. */
export function failsAttentionMask(version: string): boolean {
  return isKeras3(version) && !isAtLeast(version, 3, 12);
}

/** Whether attention scores carry the mask of the query: in Keras 2, and since 3.12. */
export function masksScores(version: string): boolean {
  return !isKeras3(version) || isAtLeast(version, 3, 12);
}

function isAtLeast(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** The version of a config that does not contain it: the modules of classes are saved since 2.12. */
export function versionOfConfig(config: unknown): string {
  const text = JSON.stringify(config) ?? '';
  if (!text.includes('"registered_name":')) return '2';
  return /"batch_input_shape":|"module":"keras\.(src\.)?engine/.test(text) ? '2.15' : '3';
}

/** Arguments that only Keras 1 has: all its first layers have the first of them. */
const WORDS = ['input_dtype', 'nb_filter', 'border_mode', 'dim_ordering', 'inner_activation'];

/** Whether a file without a version was saved by Keras 1. */
export function speaksKeras1(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return false;
  return Object.entries(config).some(([key, value]) => WORDS.includes(key) || speaksKeras1(value));
}
