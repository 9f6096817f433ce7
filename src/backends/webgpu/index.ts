import { addBackend } from '../../kernels/backend.js';
import { probe } from './backend.js';
import { elementwise } from './elementwise.js';
import { slices } from './slices.js';

addBackend('webgpu', { elementwise, slices, probe });
