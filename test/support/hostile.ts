import * as tf from '@tensorflow/tfjs';
import { IN_PAGE } from './fixtures.js';

/**
 * The time that a refusal may take, in milliseconds; unbounded computations take longer. A page cannot read the time
 * of its own processor, and has to wait for others.
 */
const PATIENCE = IN_PAGE ? 10000 : 2000;

/** The processor time if it is known, because other programs may be running. */
function now(): number {
  const usage = globalThis.process?.cpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : Date.now();
}

/** The value thrown by `run`; `undefined` if it does not throw. */
async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The properties that every object inherits, which no model may change. */
function inherited(): string {
  const prototypes = [Object.prototype, Array.prototype, Function.prototype];
  return prototypes.flatMap((each) => Reflect.ownKeys(each).map(String)).join();
}

/**
 * Runs code that an untrusted model may cause to run. Expects that it ends soon, leaves no tensors, changes no
 * prototype, and executes nothing that would set `globalThis.hacked`.
 *
 * @returns The error, which has a message, or `undefined`.
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
  // Not tested by its class: errors of the engine belong to the other realm.
  expect(Object.prototype.toString.call(error)).toBe('[object Error]');
  const { message } = error as Error;
  expect(message.length).toBeGreaterThan(10);
  return error as Error;
}

/** Messages of the engine about a bug in a program, which do not explain what is wrong with a model. */
const UNCLEAR =
  /call stack|Cannot (read|destructure|convert)|is not a function|is not iterable|string length/;

/** The same, for code that must throw an error of this package or of tfjs. */
export async function refused(run: () => unknown): Promise<Error> {
  const error = await harmless(run);
  if (error === undefined) throw new Error('It was not refused');
  expect(error.message).not.toMatch(UNCLEAR);
  return error;
}

/** `value`, wrapped this number of times. */
export function nested(times: number, value: unknown, wrap: (value: unknown) => unknown): unknown {
  let all = value;
  for (let i = 0; i < times; i++) all = wrap(all);
  return all;
}

/** A formula with this number of nested calls of a function. */
export function calls(name: string, times: number): string {
  return `${`${name}(`.repeat(times)}x${')'.repeat(times)}`;
}
