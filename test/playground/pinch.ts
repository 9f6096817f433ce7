import type { Page } from 'playwright-core';

const STEPS = 10;
const PIXELS = 8;

/**
 * Moves two fingers apart in the middle of an element. The page must have been opened with `isTouched`.
 *
 * @returns The factor by which the page was enlarged.
 */
export async function pinch(page: Page, selector: string): Promise<number> {
  const element = page.locator(selector).first();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error(`There is no ${selector}.`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', distances: readonly number[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: distances.map((distance, id) => ({ x: x + distance, y, id })),
    });
  await send('touchStart', [-40]);
  await send('touchStart', [-40, 40]);
  for (let i = 1; i <= STEPS; i++) await send('touchMove', [-40 - i * PIXELS, 40 + i * PIXELS]);
  await send('touchEnd', []);
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    return visualViewport?.scale ?? 1;
  });
}
