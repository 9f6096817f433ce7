import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a program of this repository prints that is run in a process of its own. */
export async function runInNode(program, ...args) {
  const { stdout } = await execute(process.execPath, [program, ...args], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}
