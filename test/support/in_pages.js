import { launchBrowser, openPage } from '../../scripts/browser.js';
import { bundleForPage } from '../../scripts/bundle.js';

// Prints what in_page.ts computes in a page, in a worker, and in a page whose policy forbids to compile anything.

const FILE = '/test/support/in_page.js';
const ORIGIN = 'http://localhost/';
const POLICY = "script-src 'self'"; // Neither 'unsafe-eval' nor 'wasm-unsafe-eval'.

const files = await bundleForPage(['test/support/in_page.ts']);
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
  console.log(JSON.stringify({ allowed, inWorker, forbidden }));
} finally {
  await browser.close();
}
