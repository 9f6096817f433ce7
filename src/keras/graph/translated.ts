import type { Report } from '../config/problems.js';
import type { Serialized, SerializedLayer } from '../config/serialized.js';
import type { Call } from './masks.js';

export type Named = Serialized & { readonly name: string };

/** A layer of a model, translated. What was its activation may be a layer of its own behind it. */
export interface TranslatedLayer {
  readonly name: string;
  readonly source: SerializedLayer;
  readonly problem: Report;
  readonly layer: Named;
  readonly activation?: Named;
  /** What becomes of masks. */
  readonly call: Call;
}

/** What a model has besides its class and its name, and what becomes of masks in it. */
export interface TranslatedModel {
  readonly config: Serialized['config'];
  readonly call: Call;
}
