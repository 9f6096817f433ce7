import type { Activation } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';

/** The catalogue, and what of it is known of an entry in general. */
export const catalogue: Readonly<Record<string, Activation>> = elementwiseActivations;
