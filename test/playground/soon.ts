import { isDeepStrictEqual } from 'node:util';

const MILLISECONDS = 3000;
const PAUSE = 20;

/** Expects what a page shows, or will show once it has been updated. */
export async function expectSoon(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  const end = Date.now() + MILLISECONDS;
  while (Date.now() < end && !isDeepStrictEqual(await read(), expected)) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  expect(await read()).toEqual(expected);
}
