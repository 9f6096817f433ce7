import type { Page } from 'playwright-core';
import { violationsOf } from '../support/axe.js';
import { closeAfterEach, useSite } from './site.js';

jest.setTimeout(20000);

let page: Page;
const site = useSite();
closeAfterEach(site, () => page);

const explore = '#explore?curve=relu;maxValue=6&curve=a*x&curve=mish&curve=hardShrink';
const kernels = '#kernels?curve=mish&curve=a*x&selected=1';

const isReady: Readonly<Record<string, () => Promise<void>>> = {
  [explore]: () => page.locator('canvas').first().waitFor(),
  [kernels]: () => page.locator('.katex').first().waitFor(),
};

for (const link of [explore, kernels]) {
  const [name] = /\w+/.exec(link) ?? [];
  for (const isDark of [false, true]) {
    test(`axe finds no violations on ${name} in the ${isDark ? 'dark' : 'light'} scheme`, async () => {
      page = await site.open(link, { isDark });
      await isReady[link]();
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = /\d+/.exec(ground) ?? [];
      expect(Number(red) < 128).toBe(isDark);
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await violationsOf(page)).toEqual([]);
    });
  }

  test(`${name} fits a page of 360 pixels`, async () => {
    page = await site.open(link, { width: 360, height: 780 });
    await isReady[link]();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await violationsOf(page)).toEqual([]);
  });
}

test('axe finds no violations with an invalid formula, the catalogue and an invalid link', async () => {
  page = await site.open('#explore?curve=mish&x=2');
  await page.getByLabel('Formula of curve 1').fill('foo(x)');
  await page.getByText("Unknown function 'foo'.").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel('Formula of curve 1').fill('sigmod');
  await page.getByRole('button', { name: 'Use sigmod as a parameter' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Catalogue, for curve 1' }).click();
  await page.getByRole('dialog').getByRole('heading').first().waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('searchbox').fill('swish');
  await page.getByText('also swish').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Kernels' }).click();
  await page.getByText('is not a valid formula. This page shows mish').waitFor();
  await isReady[kernels]();
  expect(await violationsOf(page)).toEqual([]);
});

test('every control can be reached with the Tab key, and the focused one is visible', async () => {
  page = await site.open(kernels);
  await page.locator('.katex').first().waitFor();
  const reachable = await page.evaluate(() => {
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    return [...document.querySelectorAll<HTMLElement>(all)].filter(
      (element) => element.tabIndex === 0 && !element.matches('input[type="radio"]:not(:checked)'),
    ).length;
  });
  const reached = new Set<string>();
  for (let i = 0; i < reachable; i++) {
    await page.keyboard.press('Tab');
    const { html, isSeen } = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      element.dataset.reached ??= 'yes';
      const seen = [element, element.closest('label')].some(
        (each) => each !== null && getComputedStyle(each).outlineStyle !== 'none',
      );
      return { html: element.outerHTML.slice(0, 200), isSeen: seen };
    });
    expect({ html, isSeen }).toEqual({ html, isSeen: true });
    reached.add(html);
  }
  expect(await page.locator('[data-reached]').count()).toBe(reachable);
});

test('the skip link moves the focus to the content', async () => {
  page = await site.open(explore);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});
