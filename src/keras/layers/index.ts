import '../../index.js';
import * as classes from './classes.js';
import * as graphClasses from './graph_classes.js';
import { registerKerasLayers } from './register.js';

export * from './classes.js';
export * from './graph_classes.js';

registerKerasLayers({ ...classes, ...graphClasses });
