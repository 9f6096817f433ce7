import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { launchBrowser } from './browser.js';

// Takes the pictures of the playground for README.md and saves them in docs/: three activations that have learned a
// spiral, in both colour schemes.

const repository = fileURLToPath(new URL('..', import.meta.url));
const LINK = '#train?curve=mish&curve=relu&curve=prelu;alpha=0.25&backend=wasm';
const VIEWPORT = { width: 1280, height: 860 };
const STEPS = 1500;

const outDir = await mkdtemp(join(tmpdir(), 'screenshots-'));
const options = { root: join(repository, 'playground'), logLevel: 'error', build: { outDir } };
await build(options);
const server = await preview({ ...options, preview: { port: 0 } });
const browser = await launchBrowser();
try {
  for (const [colorScheme, ending] of Object.entries({ light: '', dark: '-dark' })) {
    const page = await browser.newPage({ viewport: VIEWPORT, colorScheme });
    await page.goto(server.resolvedUrls.local[0] + LINK);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForFunction(
      (steps) => {
        const [, step] = /Step ([\d,]+)/.exec(document.body.textContent) ?? [];
        return Number(step?.replace(',', '')) > steps;
      },
      STEPS,
      { timeout: 300_000 },
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.screenshot({ path: join(repository, `docs/playground${ending}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
  await rm(outDir, { recursive: true });
}
