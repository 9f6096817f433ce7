import * as tf from '@tensorflow/tfjs';
import { calls, harmless, refused } from '../support/hostile.js';
import { expectValues } from '../support/values.js';

// A model.json may come from an untrusted source and contain malicious values.

interface Parts {
  readonly inputShape?: number[];
  readonly weightSpecs?: tf.io.WeightsManifestEntry[];
  readonly weightData?: ArrayBuffer;
}

/** Loads a model of one layer from the text of its file, and runs it forward and backward. */
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

beforeAll(() => open('Formula', formula('x'))); // A backend caches a tensor or two.

const SUBSTITUTION = ['$', '{globalThis.hacked = 1}'].join('');

describe('an untrusted formula is refused if it', () => {
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
    ['contains a preprocessor directive', 'x\n#define x y'],
    ['contains a template', `\`${SUBSTITUTION}\``],
    ['contains a substitution', SUBSTITUTION],
    ['assigns', 'globalThis.hacked = 1'],
    ['calls a constructor', "x.constructor.constructor('hacked=1')()"],
    ['calls a constructor through a bracket', "x['constructor']['constructor']('hacked=1')()"],
    ['imports', "import('data:text/javascript,hacked=1')"],
    ['evaluates', "eval('hacked=1')"],
    ['is a function', '(() => { hacked = 1 })()'],
    ['contains a line separator in a name', 'x\u2028hacked'],
    ['contains an attribute of WGSL', '@compute x'],
    ['contains a letter that looks like x', '\u0445'],
    ['contains a zero byte', 'x\0'],
    ['calls __proto__', '__proto__(x)'],
    ['calls constructor', 'constructor(x)'],
    ['calls hasOwnProperty', 'hasOwnProperty(x)'],
    ['calls toString', 'toString(x)'],
    ['reads __proto__', 'x + __proto__'],
  ])('%s', async (_, text) => {
    const { name, message } = await refused(() => open('Formula', formula(text)));
    expect(name).toBe('FormulaError');
    expect(message.length).toBeLessThan(1000); // The error must not quote a million characters.
  });
});

test.each([3, null, true, [], ['x'], {}])(
  'a formula that is %j instead of a string is refused',
  async (text) => {
    await expect(open('Formula', formula(text))).rejects.toThrow('A formula must be a string');
  },
);

test('a formula that is an object with its own toString is refused with a clear error', async () => {
  await refused(() => open('Formula', formula({ toString: 'x' })));
});

test('a parameter may have a name that is reserved in shaders or JavaScript, or that every object has', async () => {
  const names = 'constructor hasOwnProperty toString valueOf main float vec4 return gl_Position';
  for (const name of [...names.split(' '), 'var', 'fn', 'a__b', 'NaN']) {
    const config = formula(`x * ${name}`, { name, value: 3 });
    expect(await harmless(() => open('Formula', config))).toBeUndefined();
  }
  const layer = made('Formula', formula('x * constructor', { name: 'constructor', value: 3 }));
  await expectValues(layer.apply(tf.tensor1d([1, 2])) as tf.Tensor, [3, 6]);
});

/** A layer that is created from its config as tfjs does it. */
function made(className: string, config: object): tf.layers.Layer {
  const [layerClass, fromConfig] =
    tf.serialization.SerializationMap.getMap().classNameMap[className];
  return fromConfig(layerClass, config as never) as tf.layers.Layer;
}

describe('the functions that are saved with a formula are refused if', () => {
  const called = (name: string, text: string) => ({ name, ...formula(text) });
  const last = (i: number) => (i === 0 ? 'x' : `f${i - 1}`);
  test.each<[string, unknown]>([
    ['they are not a list', { f: 'x' }],
    ['one is a number', [3]],
    ['one is null', [null]],
    ['one has no name', [{ formula: { name: 'x' }, parameters: [] }]],
    ['one has no formula', [{ name: 'f', parameters: [] }]],
    ['one has no parameters', [{ name: 'f', formula: { name: 'x' } }]],
    ['one has a parameter that is null', [{ name: 'f', ...formula('a * x', null) }]],
    [
      'one has a parameter that is a string',
      [{ name: 'f', ...formula('a', { name: 'a', value: '1' }) }],
    ],
    ['one uses an undefined variable', [called('f', 'x + b')]],
    ['one calls itself', [called('f', 'f(x)')]],
    ['one calls the next one', [called('f', 'g(x)'), called('g', 'x')]],
    [
      'each doubles the size of the previous one',
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

  test('they are missing', async () => {
    const { message } = await refused(() => open('Formula', { ...formula('f(x)'), functions: [] }));
    expect(message).toContain("Unknown function 'f'");
  });
});

test('a function that is saved with a formula is defined only in that formula, whatever its name', async () => {
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

describe('a parameter is refused if it is', () => {
  test.each<[string, string]>([
    ['larger than the largest number', '1e999'],
    ['a text', '"1"'],
    ['a string that is a program', '"hacked=1"'],
    ['true', 'true'],
    ['a list', '[1]'],
    ['an object that converts to a number', '{"valueOf":"1","toString":"1"}'],
    ['an object with toJSON', '{"toJSON":"hacked=1"}'],
    ['an object with __proto__', '{"__proto__":{"polluted":1}}'],
    ['an object with another prototype', '{"constructor":{"prototype":{"polluted":1}}}'],
  ])('%s', async (_, value) => {
    const config = `{"formula":{"name":"a * x"},"parameters":[{"name":"a","value":${value}}]}`;
    await refused(() => open('Formula', config));
  });

  test('(but accepted if it is a number that becomes infinite in float32)', async () => {
    expect(
      await harmless(() => open('Formula', formula('a * x', { name: 'a', value: 1e308 }))),
    ).toBeUndefined();
  });

  test.each(['__proto__', 'x', 'y1', 'dy1', 'b'])(
    'called %s, which is reserved or which the formula does not use',
    async (name) => {
      await refused(() => open('Formula', formula('x', { name, value: 1 })));
    },
  );

  test.each(['name', 'trainable', 'formula', 'inputShape'])(
    'called %s, the name of an argument of the layer',
    async (name) => {
      const { message } = await refused(() => open('Formula', formula('x', { name, value: 1 })));
      expect(message).toContain(name);
      expect(message).toContain('parameter');
    },
  );

  test.each(['name', 'trainable', 'y1', 'dy1'])('used under the name %s', async (name) => {
    await refused(() => open('Formula', formula(`x * ${name}`, { name, value: 1 })));
  });
});

test('an accessor in a config is read like its value, and cannot change anything', async () => {
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

describe('axes are refused if they are', () => {
  const million = Array.from({ length: 1e6 }, (_, i) => i + 1);
  test.each<[string, unknown]>([
    ['after the last', [2]],
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
    const learned = formula('a * x', { name: 'a', sharedAxes: axes });
    await refused(() => open('Formula', learned));
    await refused(() => open('PReLU', { shared_axes: axes }));
    await refused(() => open('Softmax', { axis: axes }));
  });
});

describe('a layer is refused if it', () => {
  test.each<[string, string, string]>([
    ['is called __proto__', '__proto__', '{}'],
    ['is called hasOwnProperty', 'hasOwnProperty', '{}'],
    ['has a key constructor', 'ELU', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['has a key toString', 'ELU', '{"toString":1}'],
    ['has an initializer constructor', 'PReLU', '{"alpha_initializer":"constructor"}'],
    ['has a regularizer __proto__', 'PReLU', '{"alpha_regularizer":"__proto__"}'],
    ['has a slope that is a list', 'LeakyReLU', '{"alpha":[1]}'],
    ['has a slope that is a string', 'LeakyReLU', '{"alpha":"1"}'],
    ['has an infinite slope', 'LeakyReLU', '{"alpha":1e999}'],
    ['has a variant __proto__', 'GLU', '{"variant":"__proto__"}'],
    ['has a number of units that does not divide the length', 'Maxout', '{"num_units":1e9}'],
    ['has a fractional number of units', 'Maxout', '{"num_units":0.5}'],
  ])('%s', async (_, className, config) => {
    await harmless(() => open(className, config));
    await expect(open(className, config)).rejects.toThrow();
  });

  test('has a key __proto__, unless the key is dropped', async () => {
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

describe('weights are refused if they', () => {
  const spec = (shape: number[], dtype = 'float32') =>
    [{ name: 'it/alpha', shape, dtype }] as tf.io.WeightsManifestEntry[];
  test.each<[string, tf.io.WeightsManifestEntry[], number]>([
    ['have another shape', spec([3]), 3],
    ['have another rank', spec([1, 2]), 2],
    ['are fewer than the shape says', spec([2]), 1],
    ['have a size that overflows', spec([2 ** 20, 2 ** 20, 2 ** 20]), 2],
    ['have a negative shape', spec([-1, -2]), 2],
    ['have an unknown type', spec([2], 'constructor'), 2],
    ['have another name', [{ ...spec([2])[0], name: '__proto__' }], 2],
    ['are missing', [], 0],
  ])('%s', async (_, weightSpecs, floats) => {
    const weightData = new Float32Array(floats).buffer;
    // When tfjs finds the error, it leaves the tensors that it has created, as it does for its own layers.
    await expect(open('PReLU', {}, { weightSpecs, weightData })).rejects.toThrow();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test.each([[[5]], [[2, 3, 4, 5]], [[0]], [[3, 2]]])(
  'a mask of shape %j that does not fit is refused',
  async (shape) => {
    const layer = made('Softmax', {});
    const [x, mask] = [tf.ones([2, 4]), tf.ones(shape, 'bool')];
    const error = await refused(() => layer.apply(x, { mask }));
    expect(error.message).toContain('mask');
  },
);

describe('formulas of exponential size are accepted and stay small:', () => {
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
