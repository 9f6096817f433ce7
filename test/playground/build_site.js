import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { browserOptions } from '../../scripts/browser.js';

// Builds the playground into the folder that is named, and prints how the browser is started in
// which it is tested.

const [, , outDir] = process.argv;

await build({
  root: fileURLToPath(new URL('../../playground', import.meta.url)),
  logLevel: 'error',
  build: { outDir, emptyOutDir: true },
});

console.log(JSON.stringify(await browserOptions()));
