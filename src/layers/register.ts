import * as tf from '@tensorflow/tfjs';
import { defineFunctions } from '../activations/functions.js';
import { activationClasses } from '../activations/strings.js';
import { registerElementwise } from '../kernels/elementwise.js';
import { registerSlicewise } from '../kernels/slicewise.js';
import { catalogueLayerClasses } from './catalogue_layers.js';
import { CReLU } from './crelu.js';
import { ELU } from './elu.js';
import { Formula } from './formula.js';
import { GLU } from './glu.js';
import { Hardmax } from './hardmax.js';
import { LeakyReLU } from './leaky_relu.js';
import { LogSoftmax } from './log_softmax.js';
import { Maxout } from './maxout.js';
import { PELU } from './pelu.js';
import { PReLU } from './prelu.js';
import { ReLU } from './relu.js';
import { RReLU } from './rrelu.js';
import { Softmax } from './softmax.js';
import { Softmin } from './softmin.js';
import { Sparsemax } from './sparsemax.js';
import { SReLU } from './srelu.js';
import { ThresholdedReLU } from './thresholded_relu.js';

const layers = [
  ...[
    LeakyReLU,
    PReLU,
    ELU,
    ThresholdedReLU,
    ReLU,
    PELU,
    SReLU,
    RReLU,
    Formula,
    GLU,
    CReLU,
    Maxout,
  ],
  ...[Softmax, LogSoftmax, Softmin, Sparsemax, Hardmax],
  ...catalogueLayerClasses,
];

/**
 * Makes the layers and the names for `activation: '…'` known to tfjs: models that name them load with
 * these classes, in place of those of the same names that tfjs has. Importing the package calls it; call
 * it yourself where a bundler drops imports that are only there for their effects. Calling it again
 * changes nothing.
 */
export function register(): void {
  warnOfTwoCopies();
  registerElementwise();
  registerSlicewise();
  defineFunctions();
  for (const each of [...layers, ...activationClasses]) tf.serialization.registerClass(each);
}

/** All copies of tfjs share the first one's engine, and each has layers and a registry of its own. */
function warnOfTwoCopies(): void {
  if (tf.env() instanceof tf.Environment) return;
  console.warn(
    'There is more than one copy of @tensorflow/tfjs, and tfjs-advanced-activations has another than came first: ' +
      'models of that do not know its layers. `npm ls @tensorflow/tfjs` shows the copies; `npm dedupe`, or an ' +
      'alias in the bundler, leaves one.',
  );
}

register();
