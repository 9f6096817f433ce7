// The parts that only models of Keras 1, of Keras before 2.4 or of Theano need. They are loaded on demand.

export { inWordsOfKeras2, withoutFirstMerge } from './config/keras1.js';
export { withSharedAxes } from './files/keras1.js';
export { matchKeras1, problemOfOutputShape } from './weights/keras1.js';
export { correlated, problemOfLeftSlopes, problemOfPadding } from './weights/theano.js';
