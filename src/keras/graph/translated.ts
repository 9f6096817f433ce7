import type { Report } from '../config/problems.js';
import type { Serialized, SerializedLayer } from '../config/serialized.js';
import type { InboundNode } from './history.js';
import type { Call } from './masks.js';

export type Named = Serialized & { readonly name: string };

export type Takes = 'mask' | 'inputs';

/** A layer that is inserted before or after another layer. */
export interface Part {
  readonly layer: Named;
  /** Its last inputs: the mask that is passed to the other layer, or all inputs of the other layer. */
  readonly takes?: Takes;
}

/** A translated layer of a model. Arguments of a Keras call may become separate layers around it. */
export interface TranslatedLayer {
  readonly name: string;
  readonly source: SerializedLayer;
  readonly problem: Report;
  /** Its calls in a functional model: the inputs, followed by the mask if one is given. */
  readonly nodes: readonly InboundNode[];
  readonly hasMask: boolean;
  /** The layers that its first input passes through. */
  readonly before: readonly Part[];
  readonly layer: Named;
  /** The number of tensors that it returns, if other layers follow it. */
  readonly outputs: number;
  /** The layers that its outputs pass through. */
  readonly behind: readonly Part[];
  /** How masks are treated. */
  readonly call: Call;
}

/** The parts of a model other than its class and its name, and how masks are treated in it. */
export interface TranslatedModel {
  readonly config: Serialized['config'];
  readonly call: Call;
}
