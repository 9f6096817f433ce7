import { addBackend } from '../../kernels/backend.js';
import { stockProduct } from '../../kernels/stock_product.js';
import { probe } from './backend.js';
import { elementwise } from './elementwise.js';
import { slices } from './slices.js';

addBackend('wasm', { elementwise, slices, product: stockProduct('wasm'), probe });
