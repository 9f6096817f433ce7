import { defaultsOf } from '../../src/catalogue/activation.js';
import { shownOf } from './drawings.js';
import type { Entry } from './entries.js';
import { layerOf } from './layers.js';

/** A program that shows how to use an activation. */
export function example(entry: Entry): string {
  const { statements, imports } = statementsOf(entry);
  return [
    "import * as tf from '@tensorflow/tfjs';",
    `import { ${imports.join(', ')} } from 'tfjs-advanced-activations';`,
    '',
    ...statements,
  ].join('\n');
}

interface Statements {
  readonly imports: readonly string[];
  readonly statements: readonly string[];
}

function statementsOf(entry: Entry): Statements {
  switch (entry.kind) {
    case 'elementwise':
      return ofElements(entry);
    case 'random':
      return ofLayer(entry);
    case 'norm':
      return inPlaceOfNorm(entry);
    case 'sink':
      return ofSink();
    case 'sampled':
      return ofSamples();
    case 'slices':
      return ofSlices(entry);
    case 'halves':
      return inModel('[[1, 2, 0, 3]]', `ops.${entry.name}(x)`, entry, 4);
    case 'groups': {
      const rest = entry.name === 'maxout' ? ', 2' : '';
      return inModel('[[1, -5, 2, 4]]', `ops.${entry.name}(x${rest})`, entry, 4);
    }
  }
}

function ofElements(entry: Entry): Statements {
  const { name, formula = '', parameters } = entry;
  const hasDefaults = defaultsOf({ formula, parameters }) !== undefined;
  const given = hasDefaults ? '' : object(shownOf(entry));
  const call = `ops.${name}(x${given === '' ? '' : `, ${given}`})`;
  const { key, isParametric } = layerOf(entry);
  // If the activation is given by name, parameters cannot be passed.
  const activation = hasDefaults ? `, activation: '${name}'` : '';
  return {
    imports: ['layers', 'ops'],
    statements: [
      'const x = tf.tensor1d([-2, -1, 0, 1, 2]);',
      `${call}.print();`,
      `tf.grad((x) => ${call})(x).print();`,
      '',
      'const model = tf.sequential();',
      `model.add(tf.layers.dense({ units: 3, inputShape: [5]${activation} }));`,
      `model.add(${key}(${isParametric ? '' : given}));`,
      'console.log(model.outputs[0].shape);',
    ],
  };
}

function ofSlices({ name }: Entry): Statements {
  return {
    imports: ['layers', 'ops'],
    statements: [
      'const x = tf.tensor2d([[1, 2, 3], [1, 1, -1]]);',
      `ops.${name}(x).print();`,
      `ops.${name}(x, 0).print(); // Along the first axis.`,
      '',
      'const mask = tf.tensor2d([[1, 1, 0], [1, 1, 1]]);',
      `layers.${name}().apply(x, { mask }).print();`,
    ],
  };
}

function inModel(x: string, call: string, entry: Entry, length: number): Statements {
  const { key, args } = layerOf(entry);
  const inputShape = `inputShape: [${length}]`;
  return {
    imports: ['layers', 'ops'],
    statements: [
      `const x = tf.tensor2d(${x});`,
      `${call}.print();`,
      '',
      'const model = tf.sequential();',
      `model.add(${key}({ ${[args, inputShape].filter((each) => each !== '').join(', ')} }));`,
      'console.log(model.outputs[0].shape);',
    ],
  };
}

function inPlaceOfNorm(entry: Entry): Statements {
  return {
    imports: ['layers'],
    statements: [
      'const x = tf.tensor2d([[-4, -1, 0, 1, 4]]);',
      `const layer = ${layerOf(entry).key}();`,
      'layer.apply(x).print();',
      'console.log(layer.weights.map(({ shape }) => shape));',
    ],
  };
}

function ofSink(): Statements {
  return {
    imports: ['layers', 'ops'],
    statements: [
      'const x = tf.tensor2d([[1, 2, 3], [-9, -9, -9]]);',
      'ops.softmaxWithSink(x).print();',
      '',
      'const scores = tf.zeros([1, 2, 3, 3]); // [batch, heads, queries, keys]',
      'const perHead = layers.softmaxWithSink({ sink: { sharedAxes: [2, 3] } });',
      'perHead.apply(scores);',
      'console.log(perHead.weights[0].shape);',
    ],
  };
}

function ofSamples(): Statements {
  return {
    imports: ['layers', 'ops'],
    statements: [
      'const x = tf.tensor2d([[1, 2, 3]]);',
      'ops.gumbelSoftmax(x, -1, { temperature: 0.5, seed: 1 }).print();',
      'ops.gumbelSoftmax(x, -1, { hard: true, seed: 1 }).print();',
      '',
      'layers.gumbelSoftmax().apply(x).print(); // Outside of training: softmax.',
    ],
  };
}

/** In training, in which the slopes are drawn. */
function ofLayer(entry: Entry): Statements {
  return {
    imports: ['layers'],
    statements: [
      `const layer = ${layerOf(entry).key}({ seed: 1 });`,
      'const x = tf.tensor2d([[-2, -1, 0, 1, 2]]);',
      'layer.apply(x).print();',
      'layer.apply(x, { training: true }).print();',
    ],
  };
}

function object(values: Readonly<Record<string, number>>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return `{ ${pairs.join(', ')} }`;
}
