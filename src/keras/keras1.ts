// What only models need that Keras 1, Keras before 2.4 or Theano has made. It is loaded for these.

export { inWordsOfKeras2, withoutFirstMerge } from './config/keras1.js';
export { withSharedAxes } from './files/keras1.js';
export { matchKeras1, problemOfOutputShape } from './weights/keras1.js';
export { correlated, problemOfLeftSlopes, problemOfPadding } from './weights/theano.js';
