import type { Report } from '../config/problems.js';
import type { Serialized, SerializedLayer } from '../config/serialized.js';
import type { InboundNode } from './history.js';
import type { Call } from './masks.js';

export type Named = Serialized & { readonly name: string };

export type Takes = 'mask' | 'inputs';

/** A layer that stands before or behind another one. */
export interface Part {
  readonly layer: Named;
  /** What its last inputs are: the mask that the other layer is given, or all that it is given. */
  readonly takes?: Takes;
}

/** A layer of a model, translated. What Keras says in a call or an argument may be layers of their own around it. */
export interface TranslatedLayer {
  readonly name: string;
  readonly source: SerializedLayer;
  readonly problem: Report;
  /** Its calls in a functional model: the inputs, and behind them the mask where it is given one. */
  readonly nodes: readonly InboundNode[];
  readonly hasMask: boolean;
  /** What its first input goes through. */
  readonly before: readonly Part[];
  readonly layer: Named;
  /** How many tensors it returns, where others stand behind it. */
  readonly outputs: number;
  /** What its outputs go through. */
  readonly behind: readonly Part[];
  /** What becomes of masks. */
  readonly call: Call;
}

/** What a model has besides its class and its name, and what becomes of masks in it. */
export interface TranslatedModel {
  readonly config: Serialized['config'];
  readonly call: Call;
}
