import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { browserOptions } from '../../scripts/browser.js';

/** Builds the playground once for all tests, and finds the browser; `site.ts` reads where both are. */
export default async function buildSite() {
  const outDir = await mkdtemp(join(tmpdir(), 'playground-'));
  await build({
    root: fileURLToPath(new URL('../../playground', import.meta.url)),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  process.env.PLAYGROUND_SITE = outDir;
  process.env.BROWSER_OPTIONS = JSON.stringify(await browserOptions());
}
