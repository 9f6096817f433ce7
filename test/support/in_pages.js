import { fileURLToPath } from 'node:url';
import { launchBrowser, openPage } from '../../scripts/browser.js';
import { bundleForPage } from '../../scripts/bundle.js';

// Prints the results of in_page.ts in a page, in a worker, in a page whose policy forbids compilation, and with the
// threads of the wasm backend, which only a cross-origin isolated page has.

const FILE = '/test/support/in_page.js';
const ORIGIN = 'http://localhost/';
const POLICY = "script-src 'self'"; // Without 'unsafe-eval' and 'wasm-unsafe-eval'.

const THREADED = '/test/support/in_threads.js';
const WASM = fileURLToPath(
  new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url),
);

const files = await bundleForPage(['test/support/in_page.ts']);
const threaded = await bundleForPage(['test/support/in_threads.ts'], { external: [] });
files.set(
  '/start.js',
  `import { results } from '${FILE}';
  globalThis.done = results();`,
);

const browser = await launchBrowser();
try {
  const page = await openPage(browser, files);
  const allowed = await page.evaluate(async (file) => (await import(file)).results(), FILE);
  const inWorker = await page.evaluate((file) => {
    const worker = new Worker(file, { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage('go');
    });
  }, FILE);

  await page.route(ORIGIN, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'Content-Security-Policy': POLICY },
      body: '<!doctype html><script type="module" src="/start.js"></script>',
    }),
  );
  await page.goto(ORIGIN);
  await page.waitForFunction('globalThis.done !== undefined');
  const forbidden = await page.evaluate('globalThis.done');

  const isolated = await openPage(browser, threaded);
  await isolated.route(`${ORIGIN}wasm/*`, (route) =>
    route.fulfill({ path: WASM + new URL(route.request().url()).pathname.split('/').at(-1) }),
  );
  await isolated.route(ORIGIN, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
      body: '<!doctype html>',
    }),
  );
  await isolated.goto(ORIGIN);
  const inThreads = await isolated.evaluate(
    async (file) => (await import(file)).results(),
    THREADED,
  );
  console.log(JSON.stringify({ allowed, inWorker, forbidden, inThreads }));
} finally {
  await browser.close();
}
