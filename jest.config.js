import { availableParallelism } from 'node:os';
import { backends, browserBackends, missingBackends } from './test/support/backends.js';

const missing = await missingBackends();
for (const [backend, reason] of Object.entries(missing)) {
  if (process.env.REQUIRE_ALL_BACKENDS) throw new Error(`Backend ${backend} is missing: ${reason}`);
  console.warn(`\n*** The suite does not run on the backend ${backend}. ${reason} ***\n`);
}

/**
 * The globals that loops use most. Reading them from the global object of a test file is slow; a variable of each
 * module is fast.
 */
const GLOBALS_OF_LOOPS =
  'Array Error Float32Array Float64Array Infinity Int32Array JSON Map Math Number Object Promise Set String ' +
  'Symbol Uint8Array WeakMap isFinite isNaN';

const common = {
  sandboxInjectedGlobals: GLOBALS_OF_LOOPS.split(' '),
  setupFiles: ['<rootDir>/test/support/relaxed_simd.ts'],
  testEnvironment: './test/support/environment.js',
  transform: { '\\.ts$': '<rootDir>/test/support/transform.js' },
  // TypeScript imports name the compiled JavaScript file; jest loads the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** The tests of a folder or a file of `test/`. */
const testsOf = (suite) => `<rootDir>/test/${suite}{.test.ts,/**/*.test.ts}`;

const hasBrowser = !('webgl' in missing);

/** The tests that do not depend on tfjs's backend. */
const once = [
  ...['arguments', 'formula', 'mathematics', 'compilers/webassembly', 'compilers/shaders'],
  ...['package', 'bench', ...(hasBrowser ? ['playground', 'site'] : [])],
].map((folder) => ({
  ...common,
  displayName: folder.split('/').at(-1),
  globals: { HAS_BROWSER: hasBrowser, HAS_TENSORFLOW: !('tensorflow' in missing) },
  testMatch: [testsOf(folder)],
  testPathIgnorePatterns: hasBrowser ? [] : ['/browser\\.test\\.ts$'],
  ...(folder === 'playground' && {
    globalSetup: '<rootDir>/test/playground/build_site.js',
    globalTeardown: '<rootDir>/test/playground/remove_site.js',
  }),
  ...(folder === 'site' && { globalSetup: '<rootDir>/test/site/build_site.js' }),
}));

/** All ops, layers and kernels, on a backend of tfjs. */
const ALL = ['activations', 'kernels', 'layers', 'fuse'];

/**
 * Of these, the tests of arguments and registration, which run before any kernel. They are the same on each backend.
 */
const READING = ['layers/arguments', 'layers/register'];

/** Of these, the tests of untrusted models, which depend on the compiler. */
const HOSTILE = ['layers/hostile_models'];

/** Of these, the tests of WebAssembly engines that refuse modules or memory. Shaders need WebAssembly for small tensors only. */
const REFUSED = ['kernels/refused_memory', 'kernels/refused_modules'];

/**
 * Of these, the tests of kernels that tfjs does not record. They run the kernels of other tests, and check for leaks.
 */
const UNRECORDED = ['kernels/as_in_programs'];

/** The tests that ALL contains only if they are listed separately. */
const WHERE_NAMED = [...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED];

/** Each activation and its gradients, in each form of its kernel. */
const KERNELS = ['activations/{bounds,catalogue,ops}', 'kernels/{elementwise,slicewise}'];

/** Each layer of the catalogue, which uses these kernels. */
const LAYERS = ['layers/{catalogue_layers,every_layer,gated_and_grouped,learned_layers}'];

/** Formulas, shapes and numbers for which a separate implementation of a kernel may fail. */
const EXTREMES = ['kernels/{fuzz,long_slices,nesting,slices_with_nan}'];

/**
 * The tests that run on each backend. All tests run on tfjs's own backends. A variant differs from one of these only
 * in the code named beside it, so it runs only the tests that reach this code.
 */
const suites = {
  cpu: [...ALL, ...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED, 'keras'],
  // There tfjs computes some layers of Keras incorrectly, and these are refused.
  wasm: [...ALL, ...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED, 'keras'],
  tensorflow: [
    ...ALL,
    ...REFUSED,
    ...UNRECORDED,
    'backends/tensorflow',
    'keras/{layers,attention,recurrent,augmentation}',
  ],
  // The code that reads Keras files in a page is tested once.
  webgl: [
    ...ALL,
    ...HOSTILE,
    'in_browser',
    'backends/webgl',
    'keras/{from_keras,layers,attention,recurrent,augmentation,ops}',
  ],
  webgpu: [
    ...ALL,
    ...HOSTILE,
    ...UNRECORDED,
    'in_browser',
    'backends/webgpu',
    'keras/{from_keras,layers,attention,recurrent,augmentation,masks,ops}',
  ],

  // cpu, with interpreted elementwise kernels, of which kernels for slices are composed.
  interpreted: [...KERNELS, ...LAYERS, 'kernels/fuzz', 'kernels/slices_with_nan'],
  // cpu, with all kernels composed of tfjs's ops.
  composed: [...KERNELS, ...LAYERS, ...EXTREMES],
  // wasm, with other instructions in the modules.
  fused: [...KERNELS, ...LAYERS, ...EXTREMES, 'compilers/webassembly'],
  // wasm and cpu, with a limit on the size of modules: larger formulas are computed in parts, or without WebAssembly.
  small: [...KERNELS, ...LAYERS],
  'small-cpu': [...KERNELS, ...LAYERS],
  // tensorflow, with small tensors computed by TensorFlow's ops, too.
  native: [...KERNELS, ...LAYERS, ...EXTREMES, 'backends/tensorflow'],
  // webgl, with shaders in an older language, in which loops have constant bounds.
  webgl1: [...KERNELS, 'kernels/nesting', 'kernels/slices_with_nan', 'layers/every_layer'],
  // webgl, with another layout of the textures.
  unpacked: [...KERNELS, 'kernels/long_slices', 'kernels/slices_with_nan', 'layers/every_layer'],
  // webgl under another name, under which its kernels must be found.
  'rn-webgl': ['activations/{catalogue,ops}', 'kernels/unexpected_tfjs', 'layers/saved_models'],
};

const onBackend = [...backends, ...browserBackends]
  .filter((backend) => !(backend in missing))
  .map((backend) => ({
    ...common,
    displayName: backend,
    globals: { BACKEND: backend },
    setupFilesAfterEnv: ['<rootDir>/test/support/backend.ts'],
    ...(browserBackends.includes(backend) && { runner: '<rootDir>/test/browser/runner.js' }),
    testMatch: suites[backend].map(testsOf),
    testPathIgnorePatterns: WHERE_NAMED.filter((suite) => !suites[backend].includes(suite)),
  }));

/** @type {import('jest').Config} */
export default {
  // Uses all processors; by default, jest leaves one of them free, which would be half of two.
  maxWorkers: availableParallelism(),
  projects: [...once, ...onBackend],
  reporters: ['default', 'summary', './test/support/reporter.js'],
};
