import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs Node in a process of its own, in this repository or in another folder.
 *
 * @param {readonly string[]} args What follows `node`: a file and its arguments, or options.
 * @param {{ cwd?: string, input?: string }} [options] `input` is what the program reads.
 * @returns {Promise<string>} What it prints.
 * @throws When its exit status is not 0: an error with `code`, `stdout` and `stderr`.
 */
export function runInNode(args, { cwd = root, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const { stdin } = execFile(
      process.execPath,
      args,
      { cwd, maxBuffer: 2 ** 27 },
      (error, stdout, stderr) => {
        if (error) reject(Object.assign(error, { stdout, stderr }));
        else resolve(stdout);
      },
    );
    stdin.on('error', () => {}); // It may end without reading all.
    stdin.end(input);
  });
}
