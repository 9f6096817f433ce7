import { addBackend } from '../../kernels/backend.js';
import { probe } from './backend.js';
import { elementwise } from './elementwise.js';
import { product } from './products.js';
import { slices } from './slices.js';

addBackend('tensorflow', { elementwise, slices, product, probe });
