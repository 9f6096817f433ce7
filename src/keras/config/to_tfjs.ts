import type * as tf from '@tensorflow/tfjs';
import { wordWhenLoaded } from '../../arguments/case.js';
import { isObject } from './serialized.js';

/** A config in the form that the loader of tfjs passes to a class: keys in camel case, except for names. */
export function toTfjs(config: object): tf.serialization.ConfigDict {
  const words = new Map<string, string>();
  const inCamelCase = (word: string): string => {
    const known = words.get(word);
    if (known !== undefined) return known;
    const made = wordWhenLoaded(word);
    words.set(word, made);
    return made;
  };
  const convert = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return key === 'name' ? value : inCamelCase(value);
    if (Array.isArray(value)) return list(value, key);
    if (!isObject(value)) return value;
    const object: Record<string, unknown> = {};
    for (const name of Object.keys(value)) object[inCamelCase(name)] = convert(value[name], name);
    return object;
  };
  const list = (values: readonly unknown[], key: string): unknown[] => {
    const [first] = values;
    // An inbound node, an input or an output of a model starts with the name of a layer.
    const isEnd = typeof first === 'string' && ENDS.includes(key);
    const keyOfItems = key === 'name' ? '' : key;
    return values.map((each, i) => (isEnd && i === 0 ? each : convert(each, keyOfItems)));
  };
  return convert(config, '') as tf.serialization.ConfigDict;
}

const ENDS = ['inbound_nodes', 'input_layers', 'output_layers'];
