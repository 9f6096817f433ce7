import { expect } from 'expect';
import * as circus from 'jest-circus';
import { complaints } from './complaints.js';

// jest's framework in a page: the tests use the same functions as in Node.

const { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } = circus;
Object.assign(globalThis, {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  test,
});

// A software renderer compiles slowly.
circus.getState().testTimeout = 180000;

afterEach(async () => {
  const texts = await complaints();
  if (texts.length > 0) throw new Error(`The page complained:\n${texts.join('\n')}`);
});

/** Runs the tests declared so far whose names match the pattern. */
export async function run(pattern: string | undefined): ReturnType<typeof circus.run> {
  if (pattern) circus.getState().testNamePattern = new RegExp(pattern, 'i');
  return circus.run();
}
