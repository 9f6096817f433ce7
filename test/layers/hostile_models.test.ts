import * as tf from '@tensorflow/tfjs';
import { calls, harmless, refused } from '../support/hostile.js';
import { expectValues } from '../support/values.js';

// A model.json comes from elsewhere. What is in it may be wrong on purpose.

interface Parts {
  readonly inputShape?: number[];
  readonly weightSpecs?: tf.io.WeightsManifestEntry[];
  readonly weightData?: ArrayBuffer;
}

/** Loads a model of one layer, from the text that its file would have, and runs it forward and back. */
async function open(
  className: string,
  config: object | string,
  { inputShape = [2], ...weights }: Parts = {},
): Promise<void> {
  const own = typeof config === 'string' ? config : JSON.stringify(config);
  const shape = JSON.stringify([null, ...inputShape]);
  const text = `{"class_name":"Sequential","config":{"name":"m","layers":[{"class_name":
    ${JSON.stringify(className)},"config":{"batch_input_shape":${shape},"name":"it",${own.slice(1)}}]}}`;
  const model = await tf.loadLayersModel(
    { load: async () => ({ modelTopology: JSON.parse(text), ...weights }) },
    { strict: weights.weightSpecs !== undefined },
  );
  try {
    const x = tf.ones([1, ...inputShape]);
    const [y, dx] = [model.predict(x) as tf.Tensor, tf.grad((x) => model.apply(x) as tf.Tensor)(x)];
    await Promise.all([y.data(), dx.data()]);
    tf.dispose([x, y, dx]);
  } finally {
    model.dispose();
  }
}

const formula = (text: unknown, ...parameters: unknown[]) => ({
  formula: { name: text },
  parameters,
});

beforeAll(() => open('Formula', formula('x'))); // A backend keeps a tensor or two of its own.

const SUBSTITUTION = ['$', '{globalThis.hacked = 1}'].join('');

describe('a formula from elsewhere is refused where it', () => {
  test.each<[string, string]>([
    ['has a million characters', 'x+'.repeat(5e5)],
    ['has a hundred thousand parentheses', `${'('.repeat(1e5)}x${')'.repeat(1e5)}`],
    ['has a hundred thousand conditionals', `${'x<1?1:'.repeat(1e5)}x`],
    ['has a hundred thousand minus signs', `${'-'.repeat(1e5)}x`],
    ['has a hundred thousand calls', calls('mish', 1e5)],
    ['has a hundred thousand powers', `x${'**2'.repeat(1e5)}`],
    ['ends a statement', 'x; } void main() { gl_FragColor = vec4(1); }'],
    ['opens a comment', 'x/*'],
    ['opens a line comment', 'x // y'],
    ['has a preprocessor’s line', 'x\n#define x y'],
    ['has a template', `\`${SUBSTITUTION}\``],
    ['has a substitution', SUBSTITUTION],
    ['assigns', 'globalThis.hacked = 1'],
    ['calls a constructor', "x.constructor.constructor('hacked=1')()"],
    ['calls a constructor by a bracket', "x['constructor']['constructor']('hacked=1')()"],
    ['imports', "import('data:text/javascript,hacked=1')"],
    ['evaluates', "eval('hacked=1')"],
    ['is a function', '(() => { hacked = 1 })()'],
    ['has a line separator in a name', 'x\u2028hacked'],
    ['has an attribute of WGSL', '@compute x'],
    ['has a letter that looks like x', '\u0445'],
    ['has a zero byte', 'x\0'],
    ['calls __proto__', '__proto__(x)'],
    ['calls constructor', 'constructor(x)'],
    ['calls hasOwnProperty', 'hasOwnProperty(x)'],
    ['calls toString', 'toString(x)'],
    ['reads __proto__', 'x + __proto__'],
  ])('%s', async (_, text) => {
    const { name, message } = await refused(() => open('Formula', formula(text)));
    expect(name).toBe('FormulaError');
    expect(message.length).toBeLessThan(1000); // An error that quotes a million characters is one more fault.
  });
});

test.each([3, null, true, [], ['x'], {}])(
  'a formula that is %j and no text is refused',
  async (text) => {
    await expect(open('Formula', formula(text))).rejects.toThrow('A formula must be a string');
  },
);

test('a formula that is an object with a toString of its own is refused in words', async () => {
  await refused(() => open('Formula', formula({ toString: 'x' })));
});

test('a parameter may have a name that shaders, JavaScript or all objects have, and is a number', async () => {
  const names = 'constructor hasOwnProperty toString valueOf main float vec4 return gl_Position';
  for (const name of [...names.split(' '), 'var', 'fn', 'a__b', 'NaN']) {
    const config = formula(`x * ${name}`, { name, value: 3 });
    expect(await harmless(() => open('Formula', config))).toBeUndefined();
  }
  const layer = made('Formula', formula('x * constructor', { name: 'constructor', value: 3 }));
  await expectValues(layer.apply(tf.tensor1d([1, 2])) as tf.Tensor, [3, 6]);
});

/** A layer as tfjs makes it of its config. */
function made(className: string, config: object): tf.layers.Layer {
  const [layerClass, fromConfig] =
    tf.serialization.SerializationMap.getMap().classNameMap[className];
  return fromConfig(layerClass, config as never) as tf.layers.Layer;
}

describe('the functions that a formula is saved with are refused where', () => {
  const called = (name: string, text: string) => ({ name, ...formula(text) });
  const last = (i: number) => (i === 0 ? 'x' : `f${i - 1}`);
  test.each<[string, unknown]>([
    ['they are no list', { f: 'x' }],
    ['one is a number', [3]],
    ['one is null', [null]],
    ['one has no name', [{ formula: { name: 'x' }, parameters: [] }]],
    ['one has no formula', [{ name: 'f', parameters: [] }]],
    ['one has no parameters', [{ name: 'f', formula: { name: 'x' } }]],
    ['one has a parameter that is null', [{ name: 'f', ...formula('a * x', null) }]],
    [
      'one has a parameter that is text',
      [{ name: 'f', ...formula('a', { name: 'a', value: '1' }) }],
    ],
    ['one reads what it is not given', [called('f', 'x + b')]],
    ['one calls itself', [called('f', 'f(x)')]],
    ['one calls the next', [called('f', 'g(x)'), called('g', 'x')]],
    [
      'each doubles the one before',
      Array.from({ length: 200 }, (_, i) =>
        called(
          i === 199 ? 'f' : `f${i}`,
          i === 0 ? 'x * x + 1' : `${last(i)}(x) - ${last(i)}(2 * x)`,
        ),
      ),
    ],
  ])('%s', async (_, functions) => {
    await refused(() => open('Formula', { ...formula('f(x)'), functions }));
  });

  test('nobody defined them: the formula calls what no function is', async () => {
    const { message } = await refused(() => open('Formula', { ...formula('f(x)'), functions: [] }));
    expect(message).toContain("Unknown function 'f'");
  });
});

test('a function that a formula is saved with counts in that formula alone, whatever its name', async () => {
  const functions = ['mish', 'constructor', 'toString'].map((name) => ({
    name,
    ...formula('3 * x'),
  }));
  for (const { name } of functions) {
    const layer = made('Formula', { ...formula(`${name}(x)`), functions });
    await expectValues(layer.apply(tf.tensor1d([1, 2])) as tf.Tensor, [3, 6]);
  }
  const other = made('Formula', formula('mish(x)')).apply(tf.tensor1d([1])) as tf.Tensor;
  await expectValues(other, [Math.tanh(Math.log1p(Math.E))]);
});

describe('a parameter is refused that is', () => {
  test.each<[string, string]>([
    ['beyond the largest number', '1e999'],
    ['a text', '"1"'],
    ['a text that is a program', '"hacked=1"'],
    ['true', 'true'],
    ['a list', '[1]'],
    ['an object that would be a number', '{"valueOf":"1","toString":"1"}'],
    ['an object with toJSON', '{"toJSON":"hacked=1"}'],
    ['an object with __proto__', '{"__proto__":{"polluted":1}}'],
    ['an object of another prototype', '{"constructor":{"prototype":{"polluted":1}}}'],
  ])('%s', async (_, value) => {
    const config = `{"formula":{"name":"a * x"},"parameters":[{"name":"a","value":${value}}]}`;
    await refused(() => open('Formula', config));
  });

  test('a number that float32 has not: it is infinite there, and no error', async () => {
    expect(
      await harmless(() => open('Formula', formula('a * x', { name: 'a', value: 1e308 }))),
    ).toBeUndefined();
  });

  test.each(['__proto__', 'x', 'y1', 'dy1', 'b'])(
    'called %s, which the formula does not read or which has a meaning',
    async (name) => {
      await refused(() => open('Formula', formula('x', { name, value: 1 })));
    },
  );

  test.each(['name', 'trainable', 'formula', 'inputShape'])(
    'called %s, as an argument of the layer is',
    async (name) => {
      const { message } = await refused(() => open('Formula', formula('x', { name, value: 1 })));
      expect(message).toContain(name);
      expect(message).toContain('parameter');
    },
  );

  test.each(['name', 'trainable', 'y1', 'dy1'])('read as %s', async (name) => {
    await refused(() => open('Formula', formula(`x * ${name}`, { name, value: 1 })));
  });
});

test('an accessor in a config is read as what it gives, and sets nothing', async () => {
  const config = {
    get formula() {
      return { name: 'a * x' };
    },
    parameters: [
      {
        name: 'a',
        get value() {
          return Number.NaN;
        },
      },
    ],
  };
  const { message } = await refused(() => made('Formula', config));
  expect(message).toContain('Received: a=NaN');
});

describe('axes are refused that are', () => {
  const million = Array.from({ length: 1e6 }, (_, i) => i + 1);
  test.each<[string, unknown]>([
    ['beyond the last', [2]],
    ['before the first', [-3]],
    ['huge', [1e15]],
    ['fractional', [0.5]],
    ['texts', ['1']],
    ['an object', { length: 1 }],
    ['in lists of lists', [[1]]],
    ['given twice', [1, 1]],
    ['a million', million],
    ['a million times the same', Array(1e6).fill(1)],
  ])('%s', async (_, axes) => {
    const learnt = formula('a * x', { name: 'a', sharedAxes: axes });
    await refused(() => open('Formula', learnt));
    await refused(() => open('PReLU', { shared_axes: axes }));
    await refused(() => open('Softmax', { axis: axes }));
  });
});

describe('a layer is refused that', () => {
  test.each<[string, string, string]>([
    ['is called __proto__', '__proto__', '{}'],
    ['is called hasOwnProperty', 'hasOwnProperty', '{}'],
    ['has a key constructor', 'ELU', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['has a key toString', 'ELU', '{"toString":1}'],
    ['has an initializer constructor', 'PReLU', '{"alpha_initializer":"constructor"}'],
    ['has a regularizer __proto__', 'PReLU', '{"alpha_regularizer":"__proto__"}'],
    ['has a slope that is a list', 'LeakyReLU', '{"alpha":[1]}'],
    ['has a slope that is a text', 'LeakyReLU', '{"alpha":"1"}'],
    ['has an infinite slope', 'LeakyReLU', '{"alpha":1e999}'],
    ['has a variant __proto__', 'GLU', '{"variant":"__proto__"}'],
    ['has units that do not divide', 'Maxout', '{"num_units":1e9}'],
    ['has a fraction of units', 'Maxout', '{"num_units":0.5}'],
  ])('%s', async (_, className, config) => {
    await harmless(() => open(className, config));
    await expect(open(className, config)).rejects.toThrow();
  });

  test('has a key __proto__, or drops it', async () => {
    await harmless(() => open('ELU', '{"__proto__":{"polluted":1,"alpha":3}}'));
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'])(
    'has the activation %s',
    async (activation) => {
      await harmless(() => open('Dense', { units: 1, activation }));
      await expect(open('Dense', { units: 1, activation })).rejects.toThrow();
    },
  );
});

describe('weights are refused that', () => {
  const spec = (shape: number[], dtype = 'float32') =>
    [{ name: 'it/alpha', shape, dtype }] as tf.io.WeightsManifestEntry[];
  test.each<[string, tf.io.WeightsManifestEntry[], number]>([
    ['have another shape', spec([3]), 3],
    ['have another rank', spec([1, 2]), 2],
    ['are fewer than the shape says', spec([2]), 1],
    ['multiply to an overflow', spec([2 ** 20, 2 ** 20, 2 ** 20]), 2],
    ['have a negative shape', spec([-1, -2]), 2],
    ['have a type that there is not', spec([2], 'constructor'), 2],
    ['are called otherwise', [{ ...spec([2])[0], name: '__proto__' }], 2],
    ['are missing', [], 0],
  ])('%s', async (_, weightSpecs, floats) => {
    const weightData = new Float32Array(floats).buffer;
    // tfjs leaves what it had made when it finds the fault, as it does with layers of its own.
    await expect(open('PReLU', {}, { weightSpecs, weightData })).rejects.toThrow();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test.each([[[5]], [[2, 3, 4, 5]], [[0]], [[3, 2]]])(
  'a mask of shape %j that does not fit is refused, or no mask of softmax',
  async (shape) => {
    const layer = made('Softmax', {});
    const [x, mask] = [tf.ones([2, 4]), tf.ones(shape, 'bool')];
    const error = await refused(() => layer.apply(x, { mask }));
    expect(error.message).toContain('mask');
  },
);

describe('what doubles again and again stays small:', () => {
  const products = () => {
    let text = 'x';
    while (text.length < 900) text = `(${text})*(${text})`;
    return text;
  };
  test.each<[string, string]>([
    ['products of products', products()],
    ['fifty calls of mish', calls('mish', 50)],
    ['fifty calls of leakyRelu', calls('leakyRelu', 50)],
    ['the power of a power', `${'('.repeat(50)}x${')**64'.repeat(50)}`],
  ])('%s', async (_, text) => {
    expect(await harmless(() => open('Formula', formula(text)))).toBeUndefined();
  });
});
