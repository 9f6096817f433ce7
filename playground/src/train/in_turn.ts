let last: Promise<unknown> = Promise.resolve();

/** Runs a job when those before it are done: tfjs has one backend, a network one state, for all. */
export function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
  const result = last.then(job);
  last = result.catch(() => undefined);
  return result;
}

/** Lets the next job wait for none of those before it: one that is lost never ends. */
export function forgetJobs(): void {
  last = Promise.resolve();
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets the page draw and answer. A timer would wait 4 ms each time. */
export function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}
