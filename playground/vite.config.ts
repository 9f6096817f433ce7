import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // It works from any path of a static server.
  // The cases of the benchmark import the package as users do; here it is what is in src/, built or not.
  resolve: {
    alias: {
      'tfjs-advanced-activations': fileURLToPath(new URL('../src/index.ts', import.meta.url)),
    },
  },
  build: {
    target: 'es2022',
    // The package says that its modules have no side effects; those of the playground have.
    rolldownOptions: { treeshake: { moduleSideEffects: true } },
    chunkSizeWarningLimit: 2000, // tfjs, which only the pages load that compute with it.
  },
});
