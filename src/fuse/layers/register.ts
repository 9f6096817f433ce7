import { registerUnlessTaken } from '../../layers/brand.js';
import { FusedModel, FusedSequential } from '../for_inference.js';
import { FusedElementwise, fusedClasses } from './classes.js';

/** Registers the layers and the models with tfjs, so that saved ones load. */
export function registerFused(): void {
  registerUnlessTaken([FusedModel, FusedSequential, FusedElementwise, ...fusedClasses.values()]);
}
