import { launchBrowser, openPage } from '../scripts/browser.js';
import { bundleForPage } from '../scripts/bundle.js';
import type { Order } from './order.js';
import type { Result } from './results.js';

/** Carries out an order in a page of a browser of its own; `keep` is given each result. */
export async function inPage(order: Order, keep: (result: Result) => void): Promise<void> {
  const files = await bundleForPage(['bench/run_in_page.ts']);
  const browser = await launchBrowser({ handleSIGINT: false });
  try {
    const page = await openPage(browser, files);
    await page.exposeFunction('reportResult', keep);
    await page.evaluate(async (order: Order) => {
      const program = '/bench/run_in_page.js';
      const { run } = await import(program);
      await run(order);
    }, order);
  } finally {
    await browser.close();
  }
}
