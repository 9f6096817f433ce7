import '../../index.js';
import { registerUnlessTaken } from '../../layers/brand.js';
import * as classes from './classes.js';
import * as graphClasses from './graph_classes.js';
import { untrainedAugmentations } from './untrained_augmentations.js';

export * from './classes.js';
export * from './graph_classes.js';

// Under names that tfjs does not know: Keras's, or `Keras>NAME` where tfjs has another class of that name.
registerUnlessTaken([...Object.values({ ...classes, ...graphClasses }), ...untrainedAugmentations]);
