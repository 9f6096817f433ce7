import { launchBrowser, openPage } from '../scripts/browser.js';
import { bundleForPage } from '../scripts/bundle.js';
import { layerCases } from './cases.js';
import { summary } from './measure.js';
import type { Order } from './order.js';
import type { Result } from './results.js';

const PROGRAM = '/bench/run_in_page.js';

/** Runs an order in a separate browser; `keep` receives each result. */
export async function inPages(order: Order, keep: (result: Result) => void): Promise<void> {
  const { backend, suite, pages } = order;
  const files = await bundleForPage(['bench/run_in_page.ts']);
  const browser = await launchBrowser({ handleSIGINT: false });

  const firstCall = async (layer: string, whose: 'ours' | 'stock') => {
    const times: number[] = [];
    for (let i = 0; i < pages; i++) {
      const page = await openPage(browser, files);
      const args = [PROGRAM, backend, layer, whose] as const;
      times.push(
        await page.evaluate(async ([program, ...args]) => {
          const { firstCallOf } = await import(program);
          return firstCallOf(...args);
        }, args),
      );
      await page.close();
    }
    return summary(times).median;
  };

  try {
    for (const { name: layer } of suite === 'kernels' ? layerCases : []) {
      const ours = await firstCall(layer, 'ours');
      // If tfjs throws, the case itself reports the reason.
      const stock = await firstCall(layer, 'stock').catch(() => undefined);
      keep({ backend, kind: 'first call', layer, ours, stock });
    }
    const page = await openPage(browser, files);
    await page.exposeFunction('keepResult', keep);
    await page.evaluate(
      async ([program, order]) => {
        const { run } = await import(program);
        await run(order);
      },
      [PROGRAM, order] as const,
    );
  } finally {
    await browser.close();
  }
}
