import { rmSync, utimesSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_SECONDS = 1;
const STALE_SECONDS = 15;

/**
 * Runs `work` with `folder` as a scratch folder that exists only meanwhile. The folder is a lock
 * as well: a second process waits until the first has finished, and takes over from one that died.
 * `work` is told whether it had to wait.
 */
export async function withWorkFolder(folder, work) {
  const waited = await claim(folder);
  const heartbeat = setInterval(() => touch(folder), HEARTBEAT_SECONDS * 1000);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work({ waited });
  } finally {
    clearInterval(heartbeat);
    process.off('exit', remove);
    remove();
  }
}

async function claim(folder) {
  let waited = false;
  while (!(await create(folder))) {
    if (!waited) console.log('Another set-up seems to be at work; waiting for it…');
    waited = true;
    if ((await waitForEnd(folder)) === 'stale') await discard(folder);
  }
  return waited;
}

async function create(folder) {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Waits until the folder is gone, or its owner has not touched it for a while. The time is counted
 * here, not read from the folder: clocks differ and computers sleep.
 */
async function waitForEnd(folder) {
  let lastTouched;
  let still = 0;
  while (still < STALE_SECONDS) {
    const touched = await lastModified(folder);
    if (touched === undefined) return 'gone';
    still = touched === lastTouched ? still + HEARTBEAT_SECONDS : 0;
    lastTouched = touched;
    await sleep(HEARTBEAT_SECONDS * 1000);
  }
  return 'stale';
}

async function lastModified(folder) {
  try {
    return (await stat(folder)).mtimeMs;
  } catch {
    return undefined;
  }
}

async function discard(folder) {
  const discarded = `${folder}-${process.pid}`;
  try {
    // Of several processes that wait, only one can rename it.
    await rename(folder, discarded);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  await rm(discarded, { recursive: true, force: true });
}

function touch(folder) {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch {
    // Another process took this one for dead; what it does next will fail and be reported.
  }
}
