import * as tf from '@tensorflow/tfjs';
import { ops } from '../../src/activations/ops.js';
import { version } from '../../src/version.js';
import { elementwise } from '../support/elementwise.js';
import { references } from '../support/slices.js';
import { boundOfStock, expectValues } from '../support/values.js';

// This package uses internal parts of tfjs. Each stand-in lacks one of them, for the kernels of this package only.

const ofSmallTensors = ['shouldExecuteOnCPU', 'readSync', 'makeTensorInfo'];
const webgl = [
  ...['gpgpu.gl.isContextLost', 'gpgpu', 'texData.get', 'compileAndRun'],
  ...['disposeIntermediateTensorInfo', ...ofSmallTensors],
];
const parts: Readonly<Record<string, readonly string[]>> = {
  cpu: ['data', 'data.get', 'makeTensorInfo', 'disposeData'],
  wasm: [
    ...['wasm', 'dataIdMap', 'dataIdMap.get', 'makeOutput', 'typedArrayFromHeap', 'disposeData'],
  ],
  webgl,
  'rn-webgl': webgl,
  webgpu: [
    ...['device', 'device.limits', 'device.pushErrorScope', 'device.popErrorScope'],
    ...['tensorMap', 'uploadToGPU', 'runWebGPUProgram', 'disposeData', ...ofSmallTensors],
  ],
  tensorflow: [
    ...['binding', 'binding.TF_FLOAT', 'isGPUPackage', 'tensorMap', 'readSync', 'write'],
    ...['binding.executeOp', 'getInputTensorIds', 'createOutputTensor', 'disposeData'],
  ],
};

/** A copy of the object without the member at the path. */
function without(object: object, path: string): object {
  const [name, ...rest] = path.split('.');
  const part = (object as Record<string, object>)[name];
  const value = rest.length > 0 ? without(part, rest.join('.')) : undefined;
  return Object.create(object, { [name]: { value } });
}

const KERNELS = ['AdvAct', 'AdvSlice', 'AdvSliceGrad'].map((name) => `${name}${version}`);

/** Runs with a different backend for the kernels of this package, while the ops of tfjs keep theirs. */
async function withBackend(backend: object, run: () => Promise<void>): Promise<void> {
  const backendName = tf.getBackend();
  const kernels = KERNELS.map((name) => tf.getKernel(name, backendName));
  const replace = (kernel: tf.KernelConfig) => {
    tf.unregisterKernel(kernel.kernelName, backendName);
    tf.registerKernel(kernel);
  };
  for (const kernel of kernels) {
    replace({ ...kernel, kernelFunc: (args) => kernel.kernelFunc({ ...args, backend }) });
  }
  // Otherwise the kernels are called without tfjs's engine.
  tf.env().set('IS_TEST', true);
  await run().finally(() => {
    kernels.forEach(replace);
    tf.env().set('IS_TEST', false);
  });
}

const FORMULA = 'x <= 0 ? alpha * x : x';
const leaky = (x: tf.Tensor) => elementwise(FORMULA, x, { alpha: 0.5 });

async function expectRightValues(): Promise<void> {
  const [x, dy] = [
    [-2, 1, 3],
    [1, 2, 4],
  ];
  await expectValues(leaky(tf.tensor1d(x)), [-1, 1, 3]);
  await expectValues(tf.grad(leaky)(tf.tensor1d(x)), [0.5, 1, 1]);
  const { value, gradient } = references.softmax;
  const softmax = (x: tf.Tensor) => ops.softmax(x, 0);
  const { ulp, absolute } = boundOfStock();
  const bound = { ulp: 2 * ulp, absolute: 4 * absolute };
  await expectValues(softmax(tf.tensor1d(x)), value(x), bound);
  await expectValues(tf.grad(softmax)(tf.tensor1d(x), tf.tensor1d(dy)), gradient(x, dy), bound);
}

let warnings: string[] = [];
const { warn } = console;

beforeEach(() => {
  warnings = [];
  console.warn = (message: string) => {
    warnings.push(message);
  };
});
afterEach(() => {
  console.warn = warn;
});

test('a backend with all expected parts causes no warning', async () => {
  await expectRightValues();
  expect(warnings).toEqual([]);
});

test('on a backend that lacks a part, each value is correct, and one warning names the part', async () => {
  for (const part of parts[tf.getBackend()] ?? []) {
    warnings = [];
    await withBackend(without(tf.backend(), part), expectRightValues);
    expect(warnings.length).toBe(1);
    const [message] = warnings;
    const name = part === 'wasm' ? 'wasm.asm.memory' : part;
    expect(message).toContain(`The backend ${tf.getBackend()} of tfjs is not as expected (${name}`);
    expect(message).toContain('Expected: @tensorflow/tfjs 4.0 to 4.22');
    expect(message).toContain(`Received: ${tf.version_core}`);
  }
});

test('the same holds if a part returns something unexpected or throws', async () => {
  const { prototype } = Float32Array;
  const others: Readonly<Record<string, readonly object[]>> = {
    cpu: [{ data: { get: () => ({ values: null }) } }, { data: { get: () => undefined } }],
    wasm: [
      { wasm: { wasmMemory: new (globalThis.WebAssembly.Memory ?? Object)({ initial: 1 }) } },
      { dataIdMap: { get: () => ({}) } },
      { typedArrayFromHeap: () => prototype },
    ],
    tensorflow: [{ tensorMap: { get: () => ({ values: undefined }) } }],
  };
  for (const other of others[tf.getBackend()] ?? []) {
    warnings = [];
    const properties = Object.entries(other).map(([name, value]) => [name, { value }]);
    const standIn = Object.create(tf.backend(), Object.fromEntries(properties));
    await withBackend(standIn, expectRightValues);
    expect(warnings.length).toBe(1);
  }
});

describe('a gradient that the tape would lose is an error', () => {
  type Node = { kernelName: string; saved?: tf.Tensor[] };
  type Engine = { addTapeNode(...args: unknown[]): void; state: { activeTape: Node[] } };
  const engine = tf.engine() as unknown as Engine;

  /** Changes the tape after each kernel. */
  function withTape(change: (tape: Node[]) => void, run: () => void): void {
    const { addTapeNode } = engine;
    engine.addTapeNode = (...args) => {
      addTapeNode.apply(engine, args);
      change(engine.state.activeTape);
    };
    try {
      run();
    } finally {
      engine.addTapeNode = addTapeNode;
    }
  }

  const changes: Readonly<Record<string, (tape: Node[]) => void>> = {
    'saves nothing': (tape) => {
      for (const node of tape) node.saved = undefined;
    },
    'saves elsewhere': (tape) => {
      for (const node of tape) node.saved = [];
    },
    'names another kernel': (tape) => {
      for (const node of tape) node.kernelName = 'Other';
    },
  };

  test.each(Object.keys(changes))('if it %s', (name) => {
    const x = tf.tensor1d([-1, 2, 3]);
    const lost = 'The gradient of an activation would be lost';
    for (const f of [leaky, (x: tf.Tensor) => ops.softmax(x, 0)]) {
      withTape(changes[name], () => expect(() => tf.grad(f)(x)).toThrow(lost));
      withTape(changes[name], () => expect(() => tf.grad((x) => tf.grad(f)(x))(x)).toThrow(lost));
    }
  });

  test('and the next gradients are correct again', async () => {
    await expectRightValues();
  });
});

test("if it is unknown what tfjs records, a kernel runs through tfjs's engine", async () => {
  tf.env().set('IS_TEST', false);
  const engine = tf.engine();
  const { state, runKernel } = engine;
  const ran: string[] = [];
  engine.runKernel = (name, ...rest) => {
    ran.push(name);
    return runKernel.call(engine, name, ...rest) as never;
  };
  const x = tf.tensor1d([-1, 2]);
  try {
    for (const [f, expected] of [
      [leaky, [-0.5, 2]],
      [tf.grad(leaky), [0.5, 1]],
    ] as const) {
      ran.length = 0;
      state.profiling = false;
      await expectValues(f(x), expected);
      expect(ran).not.toContain(KERNELS[0]);
      Object.assign(state, { profiling: undefined });
      await expectValues(f(x), expected);
      expect(ran).toContain(KERNELS[0]);
    }
  } finally {
    state.profiling = false;
    engine.runKernel = runKernel;
  }
});
