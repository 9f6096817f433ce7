import { addBackend } from '../../kernels/backend.js';
import { probe } from './backend.js';
import { elementwise } from './elementwise.js';
import { slices } from './slices.js';

addBackend('webgl', { elementwise, slices, probe });
/** The same on React Native. */
addBackend('rn-webgl', { elementwise, slices, probe });
