import * as tf from '@tensorflow/tfjs';
import { registerElementwise } from '../kernels/elementwise.js';
import { registerSoftmax } from '../kernels/softmax.js';
import { ELU } from './elu.js';
import { LeakyReLU } from './leaky_relu.js';
import { PReLU } from './prelu.js';
import { ReLU } from './relu.js';
import { Softmax } from './softmax.js';
import { ThresholdedReLU } from './thresholded_relu.js';

/**
 * Makes the layers known to tfjs: models that name them load with these classes, in place of the
 * layers of the same names that tfjs has. Importing the package calls it; call it yourself where a
 * bundler drops imports that are only there for their effects. Calling it again changes nothing.
 */
export function register(): void {
  registerElementwise();
  registerSoftmax();
  for (const layer of [LeakyReLU, PReLU, ELU, ThresholdedReLU, Softmax, ReLU]) {
    tf.serialization.registerClass(layer);
  }
}

register();
