// What the version in a file says of the Keras that saved it.

export function isKeras3(version: string): boolean {
  return Number.parseInt(version, 10) >= 3;
}

export function isKeras1(version: string): boolean {
  return Number.parseInt(version, 10) === 1;
}

/** Whether tfjs saved the model, and no Keras did. */
export function isOfTfjs(version: string): boolean {
  return version.startsWith('tfjs');
}

/** Whether it is a standalone Keras before 2.4, and not the one in TensorFlow, `2.2.4-tf`. */
export function isStandaloneBefore24(version: string): boolean {
  return isKeras1(version) || /^2\.[0-3]\.\d+$/.test(version);
}

/** Whether it is any Keras before 2.4. */
export function isBefore24(version: string): boolean {
  return isKeras1(version) || /^2\.[0-3]\./.test(version);
}

/** Since 2.4, Keras saves its own models as `Functional`, so that a `Model` is a class of the user. */
export function savesFunctional(version: string): boolean {
  return /^(2\.([4-9]|1\d)|3)\./.test(version);
}

/** Since 3.10, the Softmax of Keras makes 0 what its mask leaves out, also where that is a whole slice. */
export function masksSoftmaxOutput(version: string): boolean {
  return isAtLeast(version, 3, 10);
}

/** Since 3.6, a sum has a mask where all that it is made of have one, and keeps a step that one of them keeps. */
export function mergesByAny(version: string): boolean {
  return isAtLeast(version, 3, 6);
}

/** Before 2.10, the layers of attention with several heads did not read the masks that their inputs carry. */
export function headsReadMasks(version: string): boolean {
  return isAtLeast(version, 2, 10);
}

/** Since 3.7, attention with several heads is an op of Keras, where that does. */
export function fusesAttention(version: string): boolean {
  return isAtLeast(version, 3, 7);
}

/** Since 3.8, MultiHeadAttention takes the masks away from its inputs, also for what reads these later. */
export function headsTakeMasks(version: string): boolean {
  return isAtLeast(version, 3, 8);
}

/** In Keras 3 before 3.12, Attention fails behind a mask, or uses it along a wrong axis. */
export function failsAttentionMask(version: string): boolean {
  return isKeras3(version) && !isAtLeast(version, 3, 12);
}

/** Whether the scores of attention have the mask of the query: in Keras 2, and since 3.12. */
export function masksScores(version: string): boolean {
  return !isKeras3(version) || isAtLeast(version, 3, 12);
}

function isAtLeast(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** What wrote a config that does not say it: the modules of classes are written since 2.12. */
export function versionOfConfig(config: unknown): string {
  const text = JSON.stringify(config) ?? '';
  if (!text.includes('"registered_name":')) return '2';
  return /"batch_input_shape":|"module":"keras\.(src\.)?engine/.test(text) ? '2.15' : '3';
}

/** Words that only Keras 1 has: its first layers all have the first of them. */
const WORDS = ['input_dtype', 'nb_filter', 'border_mode', 'dim_ordering', 'inner_activation'];

/** Whether a file that does not say its version is of Keras 1. */
export function speaksKeras1(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return false;
  return Object.entries(config).some(([key, value]) => WORDS.includes(key) || speaksKeras1(value));
}
