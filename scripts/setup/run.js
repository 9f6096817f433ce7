import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const isWindows = process.platform === 'win32';

const TELLING = /error:|not found|no such file|\benoent\b|\[errno/i;
// Progress, and messages of build tools that only name the tool that failed.
const UNTELLING = /\bgyp info\b|failed to execute .*\(\d+\)$/i;

/**
 * Runs a command to its end and returns its standard output. Rejects with a short reason, and the exit code as
 * `exitCode`, if it cannot start, fails or exceeds its time limit.
 */
export function run(command, args, { seconds, cwd, env }) {
  return new Promise((resolve, reject) => {
    // A separate process group, so that compilers started by a build script are stopped, too.
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
    // Before the handlers that remove the files on which the command is working.
    process.prependOnceListener('exit', stop);
    const timer = setTimeout(() => {
      stop();
      settle(reject, new Error(`${basename(command)} was stopped after ${seconds} seconds`));
    }, seconds * 1000);

    function settle(outcome, value) {
      clearTimeout(timer);
      process.off('exit', stop);
      outcome(value);
    }

    child.on('error', (error) => {
      const reason = error.code === 'ENOENT' ? `${basename(command)} was not found` : error.message;
      settle(reject, new Error(reason));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return settle(resolve, output);
      const ending = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      const reason = lastWords(everything) || `${basename(command)} ${ending}`;
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
    // It has already ended.
  }
}

/** The last few lines of a failed command's output that explain the failure. */
function lastWords(output) {
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => TELLING.test(line) && !UNTELLING.test(line));
  const last = (telling.length > 0 ? telling : lines).slice(-3);
  return last.map(shorten).join('\n');
}

// The cause is usually at one of the ends of a long line.
function shorten(line) {
  return line.length > 160 ? `${line.slice(0, 75)} … ${line.slice(-80)}` : line;
}
