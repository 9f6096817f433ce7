import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Options with which one backend takes seconds. */
export const quick = (backend: string) => [
  '--backend',
  backend,
  '--size',
  '100',
  '--budget',
  '0',
  '--pages',
  '1',
  '--no-peers',
];

/** Runs the benchmark; `onProgress` receives each line of its progress. */
export async function bench(
  args: string[],
  onProgress: (line: string, interrupt: () => void) => void = () => {},
) {
  const program = ['--import', 'tsx', 'bench/main.ts', ...args];
  // A process group, so that all its processes are interrupted, as by Ctrl-C.
  const child = spawn(process.execPath, program, { cwd: root, detached: true });
  const interrupt = () => process.kill(-(child.pid as number), 'SIGINT');
  let [output, progress] = ['', ''];
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    progress += text;
    onProgress(String(text), interrupt);
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output, progress };
}
