import type { Activation } from '../../src/activations/activation.js';
import { elementwiseActivations } from '../../src/activations/catalogue.js';

/** The catalogue, and what of it is known of an entry in general. */
export const catalogue: Readonly<Record<string, Activation>> = elementwiseActivations;
