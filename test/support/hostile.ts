import * as tf from '@tensorflow/tfjs';
import { IN_PAGE } from './fixtures.js';

/**
 * How long a refusal may take, in milliseconds: what grows without bound takes longer. A page tells no time of its own
 * processor, and waits for others.
 */
const PATIENCE = IN_PAGE ? 10000 : 2000;

/** Of the processor's time where that is known, since another program may be using it too. */
function now(): number {
  const usage = globalThis.process?.cpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : Date.now();
}

/** What is thrown; `undefined` where nothing is. */
async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What no model may change: each object has it. */
function inherited(): string {
  const prototypes = [Object.prototype, Array.prototype, Function.prototype];
  return prototypes.flatMap((each) => Reflect.ownKeys(each).map(String)).join();
}

/**
 * Runs what a model from elsewhere may ask for, and expects that it ends soon, leaves no tensors, changes no
 * prototype, and executes nothing that would set `globalThis.hacked`.
 *
 * @returns The error, which is one in words, or `undefined`.
 */
export async function harmless(run: () => unknown): Promise<Error | undefined> {
  const [before, tensors, start] = [inherited(), tf.memory().numTensors, now()];
  const error = await thrownBy(run);
  expect(now() - start).toBeLessThan(PATIENCE);
  expect(inherited()).toBe(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((globalThis as { hacked?: unknown }).hacked).toBeUndefined();
  expect(tf.memory().numTensors).toBe(tensors);
  if (error === undefined) return undefined;
  // Not by its class: jest has two of each, and those of the engine are of the other realm.
  expect(Object.prototype.toString.call(error)).toBe('[object Error]');
  const { message } = error as Error;
  expect(message.length).toBeGreaterThan(10);
  return error as Error;
}

/** What the engine says of a fault in a program is no answer about a model. */
const UNCLEAR =
  /call stack|Cannot (read|destructure|convert)|is not a function|is not iterable|string length/;

/** The same, and it is refused, in words of this package or of tfjs. */
export async function refused(run: () => unknown): Promise<Error> {
  const error = await harmless(run);
  if (error === undefined) throw new Error('It was not refused');
  expect(error.message).not.toMatch(UNCLEAR);
  return error;
}

/** `value`, wrapped so many times. */
export function nested(times: number, value: unknown, wrap: (value: unknown) => unknown): unknown {
  let all = value;
  for (let i = 0; i < times; i++) all = wrap(all);
  return all;
}

/** A formula that calls a function of its own result so many times. */
export function calls(name: string, times: number): string {
  return `${`${name}(`.repeat(times)}x${')'.repeat(times)}`;
}
