import { registerUnlessTaken } from '../../layers/brand.js';
import * as classes from './classes.js';
import * as graphClasses from './graph_classes.js';
import { untrainedAugmentations } from './untrained_augmentations.js';

// Registered under names that tfjs does not use: Keras's names, or `Keras>NAME` if tfjs has another class with that
// name.
registerUnlessTaken([...Object.values({ ...classes, ...graphClasses }), ...untrainedAugmentations]);
