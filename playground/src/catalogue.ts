import type { Activation } from '../../src/catalogue/activation.js';
import { elementwiseActivations } from '../../src/catalogue/catalogue.js';

/** The activations of the catalogue by name. */
export const catalogue: Readonly<Record<string, Activation>> = elementwiseActivations;
