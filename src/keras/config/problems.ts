import { nameOf, type Serialized } from './serialized.js';

/** A part that cannot be translated, and its place. */
export interface Problem {
  /** `model/layers/7`. */
  readonly place: string;
  /** The layer by its name and its class: `layer 'lambda_3' (Lambda)`. */
  readonly layer: string;
  readonly message: string;
}

/** Reports a problem of a layer. The message continues the layer's name: `has groups=2, …`. */
export type Report = (message: string) => void;

/** The problems of a file. */
export class Problems {
  readonly all: Problem[] = [];

  /** Duplicate messages are dropped. */
  reporter(place: string, layer: Serialized): Report {
    const said: string[] = [];
    return (message) => {
      if (said.includes(message)) return;
      said.push(message);
      this.all.push({ place, layer: `layer '${nameOf(layer)}' (${layer.class_name})`, message });
    };
  }
}
