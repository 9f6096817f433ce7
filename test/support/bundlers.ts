/**
 * The program by which each bundler makes `bundle.mjs` of `main.mjs`, minified, in the folder of a project.
 *
 * @param external What is left to the import of the bundle, as JSON.
 */
export const bundlers: Readonly<Record<string, (external: string) => string>> = {
  esbuild: (external) => `
    import { build } from 'esbuild';
    await build({
      entryPoints: ['main.mjs'], outfile: 'bundle.mjs', bundle: true, minify: true, format: 'esm',
      external: ${external},
    });`,
  Rollup: (external) => `
    import commonjs from '@rollup/plugin-commonjs';
    import resolve from '@rollup/plugin-node-resolve';
    import { rollup } from 'rollup';
    const bundle = await rollup({
      input: 'main.mjs', plugins: [resolve({ browser: true }), commonjs()], external: ${external},
    });
    await bundle.write({ file: 'bundle.mjs', format: 'es' });`,
  webpack: (external) => `
    import webpack from 'webpack';
    const stats = await new Promise((resolve, reject) => {
      webpack({
        context: process.cwd(), mode: 'production', target: ['web', 'es2022'], entry: './main.mjs',
        experiments: { outputModule: true }, externalsType: 'module', externals: ${external},
        output: { path: process.cwd(), filename: 'bundle.mjs', module: true },
        performance: false,
      }, (error, stats) => error ? reject(error) : resolve(stats));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());`,
  Vite: (external) => `
    import { build } from 'vite';
    await build({
      configFile: false, logLevel: 'error', build: {
        outDir: '.', emptyOutDir: false, minify: true,
        lib: { entry: 'main.mjs', formats: ['es'], fileName: () => 'bundle.mjs' },
        rollupOptions: { external: ${external} },
      },
    });`,
};
