import { availableParallelism } from 'node:os';
import { backends, browserBackends, missingBackends } from './test/support/backends.js';

const missing = await missingBackends();
for (const [backend, reason] of Object.entries(missing)) {
  if (process.env.REQUIRE_ALL_BACKENDS) throw new Error(`Backend ${backend} is missing: ${reason}`);
  console.warn(`\n*** The suite does not run on the backend ${backend}. ${reason} ***\n`);
}

/** Loops ask for these most. A test file's own global object answers slowly; a variable of each module does not. */
const GLOBALS_OF_LOOPS =
  'Array Error Float32Array Float64Array Infinity Int32Array JSON Map Math Number Object Promise Set String ' +
  'Symbol Uint8Array WeakMap isFinite isNaN';

const common = {
  sandboxInjectedGlobals: GLOBALS_OF_LOOPS.split(' '),
  setupFiles: ['<rootDir>/test/support/relaxed_simd.ts'],
  testEnvironment: './test/support/environment.js',
  transform: { '\\.ts$': '<rootDir>/test/support/transform.js' },
  // TypeScript names the JavaScript file that it makes; jest loads the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** The tests of a folder or a file of `test/`. */
const testsOf = (suite) => `<rootDir>/test/${suite}{.test.ts,/**/*.test.ts}`;

const hasBrowser = !('webgl' in missing);

/** What does not depend on tfjs's backend. */
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

/** Of these, what is read, and refused in words, before a kernel runs. It is the same on each backend. */
const READING = ['layers/arguments', 'layers/register'];

/** Of these, what others may ask of a compiler. */
const HOSTILE = ['layers/hostile_models'];

/** Of these, what an engine of WebAssembly refuses. Shaders need none. */
const REFUSED = ['kernels/refused_memory', 'kernels/refused_modules'];

/** Of these, kernels that tfjs does not record: as all run that other tests run, but with a look for leaks. */
const UNRECORDED = ['kernels/as_in_programs'];

/** What ALL does not stand for where it is not named beside it. */
const WHERE_NAMED = [...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED];

/** Each activation and its gradients, in each form of its kernel. */
const KERNELS = ['activations/{bounds,catalogue,ops}', 'kernels/{elementwise,slicewise}'];

/** Each layer of the catalogue over them. */
const LAYERS = ['layers/{catalogue_layers,every_layer,gated_and_grouped,learnt_layers}'];

/** Formulas, shapes and numbers at which a way of its own to compute a kernel may go wrong. */
const EXTREMES = ['kernels/{fuzz,long_slices,nesting,slices_with_nan}'];

/**
 * What runs on each backend. On tfjs's own ones all runs. A variant is one of these but for the code that is named
 * beside it, so it runs what runs that code, and leaves to the other what it shares with it.
 */
const suites = {
  cpu: [...ALL, ...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED, 'keras'],
  // tfjs computes some layers of Keras wrongly there, which are refused.
  wasm: [...ALL, ...READING, ...HOSTILE, ...REFUSED, ...UNRECORDED, 'keras'],
  tensorflow: [
    ...ALL,
    ...REFUSED,
    ...UNRECORDED,
    'backends/tensorflow',
    'keras/{layers,attention,recurrent,augmentation}',
  ],
  // A page reads the files of Keras in its own way, once.
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

  // cpu, with elementwise kernels interpreted: slices are composed of those.
  interpreted: [...KERNELS, ...LAYERS, 'kernels/fuzz', 'kernels/slices_with_nan'],
  // cpu, with all kernels composed of tfjs's ops.
  composed: [...KERNELS, ...LAYERS, ...EXTREMES],
  // wasm, with other instructions in the modules.
  fused: [...KERNELS, ...LAYERS, ...EXTREMES, 'compilers/webassembly'],
  // wasm and cpu, with formulas computed in parts or not by WebAssembly, as their size has it.
  small: [...KERNELS, ...LAYERS],
  'small-cpu': [...KERNELS, ...LAYERS],
  // tensorflow, with small tensors too left to TensorFlow's ops.
  native: [...KERNELS, ...LAYERS, ...EXTREMES, 'backends/tensorflow'],
  // webgl, with shaders in an older language, in which loops have fixed ends.
  webgl1: [...KERNELS, 'kernels/nesting', 'kernels/slices_with_nan', 'layers/every_layer'],
  // webgl, with other places in the textures.
  unpacked: [...KERNELS, 'kernels/long_slices', 'kernels/slices_with_nan', 'layers/every_layer'],
  // webgl, under a name by which its kernels must be found.
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
  // Also the one that jest would leave to the rest of the machine: of two it is half.
  maxWorkers: availableParallelism(),
  projects: [...once, ...onBackend],
  reporters: ['default', 'summary', './test/support/reporter.js'],
};
