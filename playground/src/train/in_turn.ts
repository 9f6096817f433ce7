let last: Promise<unknown> = Promise.resolve();

/** Runs a job after all previous ones: tfjs has a single backend, and a network a single state. */
export function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
  const result = last.then(job);
  last = result.catch(() => undefined);
  return result;
}

/** Lets the next job start without waiting for previous ones, because a job on a lost device never ends. */
export function forgetJobs(): void {
  last = Promise.resolve();
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets the page draw and respond. A timer would wait 4 ms each time. */
export function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}
