import { layers } from '../../src/index.js';

test.each([
  ['elu', 'an ELU layer'],
  ['srelu', 'an SReLU layer'],
  ['rrelu', 'an RReLU layer'],
  ['exponential', 'an Exponential layer'],
  ['isrlu', 'an Isrlu layer'],
  ['reLU', 'a ReLU layer'],
  ['softmax', 'a Softmax layer'],
  ['glu', 'a GLU layer'],
  ['mish', 'a Mish layer'],
] as const)(
  'errors of %s are about %s, with the article that fits the pronunciation',
  (name, called) => {
    const make = layers[name] as (args: object) => unknown;
    expect(() => make({ slop: 1 })).toThrow(`Unrecognized argument of ${called}. Expected`);
  },
);
