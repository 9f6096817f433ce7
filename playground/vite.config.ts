import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // The site works under any path of a static server.
  // The cases of the benchmark import the package by its name, as users do. Here this resolves to src/, whether it is
  // built or not.
  resolve: {
    alias: {
      'tfjs-advanced-activations': fileURLToPath(new URL('../src/index.ts', import.meta.url)),
    },
  },
  build: {
    target: 'es2022',
    // package.json declares that the package's modules have no side effects; those of the playground do.
    rolldownOptions: { treeshake: { moduleSideEffects: true } },
    chunkSizeWarningLimit: 2000, // tfjs, which is loaded only by the pages that compute.
  },
});
