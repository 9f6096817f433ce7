import { backends, browserBackends, missingBackends } from './test/support/backends.js';

const missing = await missingBackends();
for (const [backend, reason] of Object.entries(missing)) {
  if (process.env.REQUIRE_ALL_BACKENDS) throw new Error(`Backend ${backend} is missing: ${reason}`);
  console.warn(`\n*** The suite does not run on the backend ${backend}. ${reason} ***\n`);
}

const common = {
  setupFiles: ['<rootDir>/test/support/relaxed_simd.ts'],
  testEnvironment: './test/support/environment.js',
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        // Types are checked by `npm run types`; isolated modules only have them taken out.
        tsconfig: {
          target: 'ES2022',
          module: 'commonjs',
          moduleResolution: 'bundler',
          esModuleInterop: true,
          isolatedModules: true,
          resolveJsonModule: true,
          rootDir: '.',
        },
      },
    ],
  },
  // TypeScript names the JavaScript file that it makes; jest loads the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

const hasBrowser = !('webgl' in missing);

/** What does not depend on tfjs's backend. */
const once = [
  ...[
    'arguments',
    'formula',
    'mathematics',
    'compilers/webassembly',
    'compilers/shaders',
    'package',
    'bench',
  ],
  ...(hasBrowser ? ['playground'] : []),
].map((folder) => ({
  ...common,
  displayName: folder.split('/').at(-1),
  globals: { HAS_BROWSER: hasBrowser, HAS_TENSORFLOW: !('tensorflow' in missing) },
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: hasBrowser ? [] : ['/browser\\.test\\.ts$'],
  ...(folder === 'playground' && {
    globalSetup: '<rootDir>/test/playground/build_site.js',
    globalTeardown: '<rootDir>/test/playground/remove_site.js',
  }),
}));

/** What runs on some of the backends besides. */
const more = {
  cpu: ['keras'],
  wasm: ['keras'],
  fused: ['compilers/webassembly'],
  tensorflow: ['backends/tensorflow', 'keras'],
  native: ['backends/tensorflow'],
  webgl: ['in_browser', 'in_webgl', 'keras'],
  webgpu: ['in_browser', 'keras'],
};

/** All ops, layers and gradients, where only the size of what is compiled differs. */
const inShort = [
  '<rootDir>/test/activations/**/*.test.ts',
  '<rootDir>/test/kernels/{elementwise,slicewise}.test.ts',
  '<rootDir>/test/layers/{catalogue_layers,every_layer,gated_and_grouped,learnt_layers}.test.ts',
];

const onBackend = [...backends, ...browserBackends]
  .filter((backend) => !(backend in missing))
  .map((backend) => ({
    ...common,
    displayName: backend,
    globals: { BACKEND: backend },
    setupFilesAfterEnv: ['<rootDir>/test/support/backend.ts'],
    ...(browserBackends.includes(backend) && { runner: '<rootDir>/test/browser/runner.js' }),
    testMatch: backend.startsWith('small')
      ? inShort
      : [
          '<rootDir>/test/activations/**/*.test.ts',
          '<rootDir>/test/kernels/*.test.ts',
          '<rootDir>/test/layers/**/*.test.ts',
          ...(more[backend] ?? []).map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
        ],
  }));

/** @type {import('jest').Config} */
export default {
  projects: [...once, ...onBackend],
  reporters: ['default', 'summary', './test/support/reporter.js'],
};
