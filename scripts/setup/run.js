import { spawn } from 'node:child_process';

const isWindows = process.platform === 'win32';

/**
 * Runs a command to its end and returns what it wrote to its standard output. Rejects with a short
 * reason, and the exit code as `exitCode`, when it cannot start, fails or exceeds its time limit.
 */
export function run(command, args, { seconds, cwd, env }) {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a stop reaches the compilers a build script started too.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      windowsHide: true,
    });
    let output = '';
    let everything = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      everything += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      everything += text;
    });

    const stop = () => killGroup(child);
    process.once('exit', stop);
    const timer = setTimeout(() => {
      stop();
      settle(reject, new Error(`${command} was stopped after ${seconds} seconds`));
    }, seconds * 1000);

    function settle(outcome, value) {
      clearTimeout(timer);
      process.off('exit', stop);
      outcome(value);
    }

    child.on('error', (error) => {
      const reason = error.code === 'ENOENT' ? `${command} was not found` : error.message;
      settle(reject, new Error(reason));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return settle(resolve, output);
      const ending = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      const reason = lastWords(everything) || `${command} ${ending}`;
      settle(reject, Object.assign(new Error(reason), { exitCode: code }));
    });
  });
}

function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    if (isWindows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The lines at the end of a failed command's output that are likely to say why it failed. */
function lastWords(output) {
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.trim().slice(0, 160))
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /error:/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-3).join('\n');
}
