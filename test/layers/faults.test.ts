import * as tf from '@tensorflow/tfjs';
import { layers } from '../../src/index.js';
import { elementwise } from '../support/elementwise.js';
import { random } from '../support/values.js';

// Errors around a model must leave the model, the memory and other models unchanged.

const rows = () => tf.tensor(random(12), [6, 2]);

function network(seed = 1): tf.Sequential {
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], kernelInitializer: kernelInitializer() }),
      layers.prelu(),
      layers.formula({ formula: 'x * sigmoid(beta * x)', beta: { initializer: 'ones' } }),
      tf.layers.dense({ units: 2, kernelInitializer: kernelInitializer() }),
      layers.softmax(),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  return model;
}

const memory = () => {
  const { numTensors, numBytes } = tf.memory();
  return { numTensors, numBytes };
};

test('an error during a gradient leaves no more tensors than with tfjs’s own layers', () => {
  const x = rows();
  // tfjs disposes the tensors saved on its tape only if the backward pass reaches its end.
  const leftBy = (all: tf.layers.Layer[]) => {
    const apply = (x: tf.Tensor) => all.reduce((x, layer) => layer.apply(x) as tf.Tensor, x);
    tf.tidy(() => apply(x));
    const before = memory().numTensors;
    const fails = tf.grad((x) => {
      apply(x);
      throw new Error('In the middle');
    });
    expect(() => fails(x)).toThrow('In the middle');
    return memory().numTensors - before;
  };
  const stock = ['elu', 'tanh', 'softmax'] as const;
  const own = leftBy([layers.elu(), layers.tanh(), layers.softmax()]);
  expect(own).toBeLessThanOrEqual(
    leftBy(stock.map((activation) => tf.layers.activation({ activation }))),
  );
  expect(own).toBeLessThanOrEqual(3);
});

test("after an error in the user's loss function, the model trains as if the error had not occurred", async () => {
  const [model, other] = [network(), network()];
  const [x, y] = [rows(), tf.ones([6, 2])];
  model.compile({
    optimizer: 'sgd',
    loss: () => {
      throw new Error('The loss of the user');
    },
  });
  await expect(model.trainOnBatch(x, y)).rejects.toThrow('The loss of the user');
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  for (let step = 0; step < 3; step++) {
    const expected = (await other.trainOnBatch(x, y)) as number;
    expect(await model.trainOnBatch(x, y)).toBeCloseTo(expected, 6);
  }
});

test('a tensor or a layer that is disposed during a step causes an error, and other models still work', async () => {
  const [model, other] = [network(), network()];
  const [x, y] = [rows(), tf.ones([6, 2])];
  const before = memory();
  expect(() =>
    tf.grad((x) => {
      const inner = tf.neg(x);
      inner.dispose();
      return elementwise('x * x', inner);
    })(x),
  ).toThrow('The tensor x is disposed');
  expect(memory()).toEqual(before);
  const [, prelu] = model.layers;
  prelu.dispose();
  await expect(model.trainOnBatch(x, y)).rejects.toThrow(/disposed/);
  expect(Number.isFinite(await other.trainOnBatch(x, y))).toBe(true);
});

test('disposing an input after the forward pass does not change its gradient', async () => {
  const x = tf.tensor1d([-1, 2]);
  const gradient = tf.grad((x) => {
    const inner = tf.mul(x, 3);
    const y = elementwise('x * x', inner);
    inner.dispose();
    return y;
  })(x);
  expect([...(await gradient.data())]).toEqual([-18, 36]);
});

test('ten thousand steps on wasm, and hundreds elsewhere, do not increase the memory in use', async () => {
  const onGpu = /gl|gpu/.test(tf.getBackend());
  const model = network();
  const [x, y] = [rows(), tf.ones([6, 2])];
  const train = async (steps: number) => {
    for (let step = 0; step < steps; step++) {
      const loss = await model.trainOnBatch(x, y);
      if (typeof loss !== 'number') throw new Error('Not a number');
    }
  };
  const steps = onGpu ? 30 : BACKEND === 'wasm' ? 10000 : 300;
  await train(steps / 3);
  const before = memory();
  const { rss } = resident();
  await train(steps);
  expect(memory()).toEqual(before);
  expect(resident().rss - rss).toBeLessThan(150e6);

  // The kernel alone is faster than a step of tfjs's optimizer.
  const run = tf.grad((x) => elementwise('tanh(x) * x', x));
  run(x).dispose();
  const kernels = memory();
  for (let step = 0; step < (onGpu ? 100 : 3000); step++) run(x).dispose();
  expect(memory()).toEqual(kernels);
  expect(resident().rss - rss).toBeLessThan(150e6);
});

/** The memory of the process in Node. */
function resident(): { readonly rss: number } {
  const { memoryUsage } = globalThis.process ?? {};
  return BACKEND.includes('gl') || BACKEND.includes('gpu') || !memoryUsage
    ? { rss: 0 }
    : memoryUsage();
}

test('models that are trained concurrently get the same weights as when they are trained one after the other', async () => {
  const [x, y] = [rows(), tf.ones([6, 2])];
  const trained = async (model: tf.Sequential) => {
    const { history } = await model.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 });
    return history.loss as number[];
  };
  const apart: number[][] = [];
  for (const seed of [1, 2, 3]) apart.push(await trained(network(seed)));
  const together = await Promise.all([1, 2, 3].map((seed) => trained(network(seed))));
  together.flat().forEach((loss, i) => {
    expect(loss).toBeCloseTo(apart.flat()[i], 5);
  });
});

describe('a second backend', () => {
  // The package does not know this name, so the backend has no kernel of the package.
  const OTHER = 'another';
  let own: string;

  beforeAll(() => {
    own = tf.getBackend();
    tf.registerBackend(OTHER, () => tf.findBackendFactory('cpu')() as tf.KernelBackend);
    for (const kernel of tf.getKernelsForBackend('cpu')) {
      if (!kernel.kernelName.startsWith('AdvAct'))
        tf.registerKernel({ ...kernel, backendName: OTHER });
    }
  });

  afterEach(() => tf.setBackend(own));
  afterAll(() => tf.removeBackend(OTHER));

  const square = (x: tf.Tensor) => elementwise('x * x * a', x, { a: 2 });

  // On webgpu, tensors move to another backend through dataSync, which crashes a headless browser.

  test('may alternate with the first, with the same values', async () => {
    if (own === 'webgpu') return;
    const model = network();
    const values: number[][] = [];
    for (const backend of [own, OTHER, own, OTHER]) {
      await tf.setBackend(backend);
      values.push([...(await (model.predict(rows()) as tf.Tensor).data())]);
    }
    for (const each of values.slice(1)) {
      each.forEach((value, i) => {
        expect(value).toBeCloseTo(values[0][i], 5);
      });
    }
  });

  test('may compute the gradient of a result of the first', async () => {
    if (own === 'webgpu') return;
    const gradient = tf.grad((x) => {
      const y = square(x);
      tf.setBackend(OTHER);
      return y;
    })(tf.tensor1d([1, -2, 3]));
    expect(tf.getBackend()).toBe(OTHER);
    expect([...(await gradient.data())]).toEqual([4, -8, 12]);
  });

  test('may be removed and registered again', async () => {
    for (let time = 0; time < 2; time++) {
      await tf.setBackend(OTHER);
      const y = square(tf.tensor1d([1, 2]));
      expect([...(await y.data())]).toEqual([2, 8]);
      await tf.setBackend(own);
      tf.removeBackend(OTHER);
      tf.registerBackend(OTHER, () => tf.findBackendFactory('cpu')() as tf.KernelBackend);
    }
  });
});

test('the backend of this run may be removed and registered again', async () => {
  const name = tf.getBackend();
  if (name === 'webgpu' || name === 'tensorflow') return; // They can be started only once in a process.
  const value = async () => [
    ...(await elementwise('x * x', tf.tensor1d([1, 2, 3])).data()),
    ...(await (layers.softmax().apply(tf.ones([1, 2])) as tf.Tensor).data()),
  ];
  const before = await value();
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
  await tf.setBackend(name);
  expect(await value()).toEqual(before);
});

test('on wasm the heap may grow while tensors exist', async () => {
  if (tf.getBackend() !== 'wasm') return;
  const { wasm } = tf.backend() as unknown as { wasm: { asm: { memory: WebAssembly.Memory } } };
  const x = tf.tensor1d([-1, 2, 3]);
  const before = elementwise('x * x', x);
  const { memory } = wasm.asm;
  const { buffer } = memory;
  const large: tf.Tensor[] = [];
  while (memory.buffer === buffer) large.push(tf.zeros([2 ** 22]));
  expect([...(await before.data())]).toEqual([1, 4, 9]);
  expect([...(await elementwise('x * x', before).data())]).toEqual([1, 16, 81]);
  // It also grows within a call: the output is allocated after the inputs.
  const parameter = tf.tensor1d([2, 2]);
  for (let i = 0; i < 8; i++) {
    const y = elementwise('x * a', tf.ones([2 ** 21, 2]), { a: parameter });
    expect((await tf.max(y).data())[0]).toBe(2);
    expect((await tf.min(y).data())[0]).toBe(2);
    large.push(y);
  }
  const gradient = tf.grad((x) => elementwise('x * x', x))(x);
  expect([...(await gradient.data())]).toEqual([-2, 4, 6]);
  tf.dispose(large);
});
