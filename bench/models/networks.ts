import { chains } from './chain.js';
import { classifier } from './convolutional.js';
import { gan } from './gan.js';
import type { Network } from './network.js';
import { perceptrons } from './perceptron.js';
import { recurrent } from './recurrent.js';
import { residual } from './residual.js';
import { transformer } from './transformer.js';

/** All networks that `npm run bench -- --models` measures. */
export const networks: readonly Network[] = [
  ...perceptrons,
  classifier,
  ...gan,
  residual,
  transformer,
  recurrent,
  ...chains,
];
