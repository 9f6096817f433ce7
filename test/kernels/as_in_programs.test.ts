import * as tf from '@tensorflow/tfjs';
import './elementwise.test.js';
import './slicewise.test.js';

// The same tests, with kernels run as in a program: without IS_TEST, which the other tests set, a kernel whose
// gradient is not needed runs without tfjs's records of it.
beforeAll(() => tf.env().set('IS_TEST', false));
