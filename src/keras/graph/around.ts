import { GIVEN_MASK, layerClass, MERGED_MASK, OP, ZERO_OUTPUT } from '../config/layer_classes.js';
import type { ModelFacts } from '../config/own_class.js';
import type { Serialized } from '../config/serialized.js';
import { masksSoftmaxOutput, mergesByAny } from '../config/version.js';
import type { Inputs } from './inputs.js';
import { sequencesOf, zeroedOutput } from './mask_rules.js';
import type { Takes } from './translated.js';

// Layers before and after another layer that treat masks as Keras does there, which tfjs does not.

/** A layer that is inserted before or after another layer. */
export interface PartSource {
  readonly source: Serialized;
  /** The kind, which is part of its name. */
  readonly kind: string;
  readonly takes?: Takes;
}

export function partOf(source: Serialized, kind: string, takes?: Takes): PartSource {
  return { source, kind, takes };
}

/** Other circumstances that determine the layers around a layer. */
interface Circumstances {
  readonly version: string;
  readonly facts: ModelFacts;
  /** Whether tfjs would pass it the mask of another layer. */
  readonly hasStaleMask: boolean;
}

export function around(
  layer: Serialized,
  inputs: Inputs,
  { version, facts, hasStaleMask }: Circumstances,
): { readonly before: PartSource[]; readonly behind: PartSource[] } {
  if (inputs.hasMask && layer.class_name === 'Softmax') return aroundSoftmax(version);
  const isGiven = inputs.hasMask || hasStaleMask;
  return {
    before: isGiven ? [partOf({ class_name: GIVEN_MASK, config: {} }, 'mask', 'mask')] : [],
    behind: facts.hasMasks ? [...zeroes(layer, inputs, version), ...merged(layer, version)] : [],
  };
}

function aroundSoftmax(version: string) {
  const behind = partOf(op('multiply', ['x1', 'x2']), 'masked', 'mask');
  return {
    before: [partOf(op('mask_logits', ['x', 'mask']), 'logits', 'mask')],
    behind: masksSoftmaxOutput(version) ? [behind] : [],
  };
}

function zeroes(layer: Serialized, { hasMask, nodes }: Inputs, version: string): PartSource[] {
  const hasStates = nodes.some(({ length }) => length > (hasMask ? 2 : 1));
  const at = zeroedOutput(layer, hasStates, version);
  if (at === undefined) return [];
  const config = { sequences: sequencesOf(layer), at };
  return [partOf({ class_name: ZERO_OUTPUT, config }, 'zeroed')];
}

function merged({ class_name }: Serialized, version: string): PartSource[] {
  if (layerClass(class_name).mask !== 'merges') return [];
  const config = { rule: mergesByAny(version) ? 'any' : 'all' };
  return [partOf({ class_name: MERGED_MASK, config }, 'merged', 'inputs')];
}

function op(name: string, tensors: readonly string[]): Serialized {
  return { class_name: OP, config: { op: name, tensors } };
}
