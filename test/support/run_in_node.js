import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs Node in a separate process, in this repository or in another folder.
 *
 * @param {readonly string[]} args The arguments of `node`: a file and its arguments, or options.
 * @param {{ cwd?: string, input?: string }} [options] `input` is the standard input of the program.
 * @returns {Promise<string>} The output.
 * @throws An error with `code`, `stdout` and `stderr` if the exit status is not 0.
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
    stdin.on('error', () => {}); // The program may end without reading all of its input.
    stdin.end(input);
  });
}
