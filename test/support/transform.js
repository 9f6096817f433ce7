import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'es2022',
  supported: { 'dynamic-import': false }, // Jest can only require.
  sourcemap: 'inline',
};

/** Takes the types out of TypeScript, which `npm run types` checks, and makes CommonJS of it, which jest runs. */
export default {
  process: (text, path) => transformSync(text, { ...OPTIONS, sourcefile: path }),

  /** All projects share what is made of a file. */
  getCacheKey: (text, path) =>
    createHash('sha256')
      .update(JSON.stringify([version, OPTIONS, path, text]))
      .digest('hex'),
};
