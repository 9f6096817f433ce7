import type * as tf from '@tensorflow/tfjs';
import { wordWhenLoaded } from '../../arguments/case.js';
import { isObject } from './serialized.js';

/** A config as the loader of tfjs hands it to a class: words in camel case, except for names. */
export function toTfjs(config: object): tf.serialization.ConfigDict {
  return converted(config, '') as tf.serialization.ConfigDict;
}

function converted(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'name' ? value : wordWhenLoaded(value);
  if (Array.isArray(value)) {
    const [first] = value;
    // An inbound node, an input or an output of a model begins with the name of a layer.
    return typeof first === 'string' && ENDS.includes(key)
      ? [first, ...value.slice(1).map((each) => converted(each, key))]
      : value.map((each) => converted(each, key === 'name' ? '' : key));
  }
  if (!isObject(value)) return value;
  const object: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    object[wordWhenLoaded(name)] = converted(value[name], name);
  }
  return object;
}

const ENDS = ['inbound_nodes', 'input_layers', 'output_layers'];
