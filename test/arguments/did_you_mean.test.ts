import { didYouMean } from '../../src/arguments/did_you_mean.js';

const NAMES = ['sin', 'tanh', 'softplus', 'max', 'alpha', 'negativeSlope', 'log'];

test.each([
  ['tahn', 'tanh'],
  ['tanhh', 'tanh'],
  ['Sin', 'sin'],
  ['softpls', 'softplus'],
  ['apha', 'alpha'],
  ['negativeslop', 'negativeSlope'],
])('%s is close to %s, by at most two letters', (given, name) => {
  expect(didYouMean(given, NAMES)).toBe(` Did you mean ${name}?`);
});

test.each(['x', 'pow', 'swish', 'softmaxplus', ''])('nothing is close to %p', (given) => {
  expect(didYouMean(given, NAMES)).toBe('');
});
