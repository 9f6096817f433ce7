import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { base } from '../../site/base.js';
import { violationsOf } from '../support/axe.js';
import { closeAfterEach, useSiteIn } from '../support/site.js';

jest.setTimeout(120000); // axe checks each element of the gallery four times.

const folder = join(__dirname, '../../site/dist');
const PAGES = [
  'index.html',
  'start.html',
  'activations.html',
  'activations/leakyRelu.html',
  'api/index/functions/act.html',
  'changelog.html',
];

let page: Page;
const site = useSiteIn(folder, base);
closeAfterEach(site, () => page);

for (const path of PAGES) {
  test(`axe finds no violations on ${path}, light and dark, on a desktop and on a phone`, async () => {
    page = await site.open(path);
    const found: string[] = [];
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
        const violations = await violationsOf(page);
        found.push(...violations.map((each) => `${width}, ${colorScheme}: ${each}`));
      }
    }
    expect(found).toEqual([]);
  });
}

test('no page scrolls sideways on a phone of 390 pixels', async () => {
  const paths = [
    ...PAGES,
    ...['activations/clampedSwiglu.html', 'bench/results.html', 'contributing.html', 'keras.html'],
  ];
  page = await site.open('index.html', { width: 390, height: 844 });
  const widths: Record<string, number> = {};
  for (const path of paths) {
    await page.goto(new URL(base + path, page.url()).href);
    widths[path] = await page.evaluate(() => document.documentElement.scrollWidth);
  }
  expect(widths).toEqual(Object.fromEntries(paths.map((path) => [path, 390])));
});

for (const [text, found] of [
  ['leakyRelu', 'activations/leakyRelu.html'],
  ['masked softmax', 'masks.html'],
  ['fromKeras', 'api/keras/functions/fromKeras.html'],
]) {
  test(`the search for ${text} finds ${found}`, async () => {
    page = await site.open('start.html');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill(text);
    await page.locator(`#localsearch-list a[href^="${base}${found}"]`).first().waitFor();
  });
}

test('the switch changes the pictures, and only one picture of each pair is loaded', async () => {
  page = await site.open('activations/leakyRelu.html');
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.reload({ waitUntil: 'networkidle' });
  // On a busy machine a browser may ask for a picture twice.
  const curves = loaded.filter((url) => url.endsWith('.svg') && url.includes('curves'));
  expect([...new Set(curves)]).toEqual([expect.stringContaining('leakyRelu.svg')]);
  const shown = page.getByRole('img', { name: 'The curve of leakyRelu' });
  expect(await shown.getAttribute('src')).toMatch(/leakyRelu\.svg$/);
  await page.getByRole('switch').first().click();
  expect(await shown.getAttribute('src')).toMatch(/leakyRelu-dark\.svg$/);
});

test('the playground opens with one click', async () => {
  page = await site.open('index.html');
  await page.getByRole('link', { name: 'Playground' }).first().click();
  await page.locator('canvas').first().waitFor();
});

test('the first page is smaller than 150 kB, gzipped and without its pictures', async () => {
  page = await site.open('index.html');
  await page.waitForLoadState('networkidle');
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => (entry as PerformanceResourceTiming).initiatorType !== 'img')
      .map(({ name }) => new URL(name).pathname),
  );
  const files = new Set([`${base}index.html`, ...loaded]);
  expect(files.size).toBeGreaterThan(3);
  const sizes = [...files].map(
    (path) => gzipSync(readFileSync(join(folder, path.slice(base.length)))).length,
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(150e3);
});
