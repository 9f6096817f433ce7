import '../../index.js';
import './register.js';
import './rare/register.js';

export * from './classes.js';
export * from './graph_classes.js';
export * from './rare/classes.js';
