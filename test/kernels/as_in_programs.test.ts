import * as tf from '@tensorflow/tfjs';
import './elementwise.test.js';
import './slicewise.test.js';

// The same tests as programs run the kernels: without IS_TEST, which those set, a kernel whose gradient nobody asks
// for is run without tfjs's records of it.
beforeAll(() => tf.env().set('IS_TEST', false));
