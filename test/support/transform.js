import { createHash } from 'node:crypto';
import tsJest from 'ts-jest';

const OPTIONS = {
  target: 'ES2022',
  module: 'commonjs',
  moduleResolution: 'bundler',
  esModuleInterop: true,
  // Types are checked by `npm run types`; isolated modules only have them taken out.
  isolatedModules: true,
  resolveJsonModule: true,
  rootDir: '.',
};

const transformer = tsJest.default.createTransformer({ tsconfig: OPTIONS });

/** What is made of a file, whichever project asks for it first. */
const made = new Map();

/** ts-jest, which would read its configuration anew for each of the projects, and make each file for each. */
export default {
  process: (text, path, options) => {
    const known = made.get(path);
    if (known?.text === text) return known.result;
    const result = transformer.process(text, path, options);
    made.set(path, { text, result });
    return result;
  },

  getCacheKey: (text, path) =>
    createHash('sha256')
      .update(JSON.stringify([OPTIONS, path, text]))
      .digest('hex'),
};
