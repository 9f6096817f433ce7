import { existsSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_SECONDS = 1;
const STALE_SECONDS = 15;

/**
 * Calls `work` with a scratch folder inside `folder`; both exist only during the call. `folder` is a lock: another
 * process waits until this one has finished, or takes over if it has died. `work` also receives whether it had to
 * wait.
 */
export async function withWorkFolder(folder, work) {
  const waited = await claim(folder);
  const scratch = join(folder, String(process.pid));
  mkdirSync(scratch);
  const heartbeat = setInterval(() => touch(folder), HEARTBEAT_SECONDS * 1000);
  const release = () => {
    // If the scratch folder is gone, this process was considered dead, and another one owns the lock.
    if (existsSync(scratch)) remove(folder);
  };
  process.once('exit', release);
  try {
    return await work({ scratch, waited });
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

async function claim(folder) {
  let waited = false;
  while (!create(folder)) {
    if (!waited) console.log('Another setup is running; waiting for it…');
    waited = true;
    await waitForEnd(folder);
  }
  return waited;
}

function create(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Waits until the folder is gone, and removes it if its owner does not touch it for a while. This time is measured
 * here, not read from the folder, because clocks differ and computers sleep.
 */
async function waitForEnd(folder) {
  let lastTouched = lastModified(folder);
  let idle = 0;
  do {
    await sleep(HEARTBEAT_SECONDS * 1000);
    const touched = lastModified(folder);
    idle = touched === lastTouched ? idle + HEARTBEAT_SECONDS : 0;
    lastTouched = touched;
  } while (lastTouched !== undefined && idle < STALE_SECONDS);
  if (lastTouched !== undefined) await discard(folder, lastTouched);
}

async function discard(folder, lastTouched) {
  // If several processes wait, another one may just have replaced the folder by its own.
  if (lastModified(folder) !== lastTouched) return;
  const discarded = `${folder}-${process.pid}`;
  try {
    renameSync(folder, discarded);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  await rm(discarded, { recursive: true, force: true });
}

function lastModified(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
}

function touch(folder) {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch {
    // The folder was removed; any further work of this process in it fails and is reported.
  }
}

function remove(folder) {
  try {
    // A killed child process may still be writing its last file.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {
    // A later run detects that it is stale and removes it.
  }
}
