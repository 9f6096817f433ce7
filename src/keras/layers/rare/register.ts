import { registerUnlessTaken } from '../../../layers/brand.js';
import * as classes from './classes.js';

registerUnlessTaken(Object.values(classes));
