import { conv1d } from './conv1d.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d_transpose.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise_conv2d.js';
import type { Product } from './product.js';
import { separableConv2d } from './separable_conv2d.js';

export const products: readonly Product[] = [
  ...[dense, conv1d, conv2d, conv2dTranspose, depthwiseConv2d, separableConv2d],
];
