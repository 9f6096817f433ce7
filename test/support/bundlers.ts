interface Options {
  /** The packages that the bundle imports, as JSON; all others are bundled. */
  readonly external: string;
  /** Minifying all of tfjs takes most of the time. Rollup does not minify. */
  readonly minify: boolean;
}

/**
 * The program with which each bundler creates `bundle.mjs` from `main.mjs` in the folder of a project. Modules that
 * are imported later become files beside it.
 */
export const bundlers: Readonly<Record<string, (options: Options) => string>> = {
  esbuild: ({ external, minify }) => `
    import { build } from 'esbuild';
    await build({
      entryPoints: [{ in: 'main.mjs', out: 'bundle' }], outdir: '.', outExtension: { '.js': '.mjs' },
      bundle: true, splitting: true, minify: ${minify}, format: 'esm', external: ${external},
    });`,
  Rollup: ({ external }) => `
    import commonjs from '@rollup/plugin-commonjs';
    import resolve from '@rollup/plugin-node-resolve';
    import { rollup } from 'rollup';
    const bundle = await rollup({
      input: 'main.mjs', plugins: [resolve({ browser: true }), commonjs()], external: ${external},
    });
    await bundle.write({ dir: '.', entryFileNames: 'bundle.mjs', format: 'es' });`,
  webpack: ({ external, minify }) => `
    import webpack from 'webpack';
    const stats = await new Promise((resolve, reject) => {
      webpack({
        context: process.cwd(), mode: 'production', target: ['web', 'es2022'], entry: './main.mjs',
        experiments: { outputModule: true }, externalsType: 'module', externals: ${external},
        output: { path: process.cwd(), filename: 'bundle.mjs', module: true },
        performance: false, optimization: { minimize: ${minify} },
      }, (error, stats) => error ? reject(error) : resolve(stats));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());`,
  Vite: ({ external, minify }) => `
    import { build } from 'vite';
    await build({
      configFile: false, logLevel: 'error', build: {
        outDir: '.', emptyOutDir: false, minify: ${minify},
        lib: { entry: 'main.mjs', formats: ['es'], fileName: () => 'bundle.mjs' },
        rollupOptions: { external: ${external} },
      },
    });`,
};
