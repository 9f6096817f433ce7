import { setUpBrowser } from './setup/browser.js';
import { setUpTensorFlowNode } from './setup/tensorflow_node.js';

// Prepares this checkout for `npm start` and, with --browser, for `npm test`. A part that cannot be prepared is
// reported and skipped; with --require that is an error.

const TENSORFLOW = { name: 'the tensorflow backend', setUp: setUpTensorFlowNode };
const BROWSER = { name: 'the browser, and its backends webgl and webgpu', setUp: setUpBrowser };

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

// process.exit() runs the exit handlers, which stop child processes and remove unfinished work; the default action of
// a signal would not.
for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
  process.once(signal, () => process.exit(128 + number));
}

const required = process.argv.includes('--require');
const parts = process.argv.includes('--browser') ? [TENSORFLOW, BROWSER] : [TENSORFLOW];

for (const { name, setUp } of parts) {
  if (await setUp()) continue;
  if (required) process.exitCode = 1;
  console.warn(required ? `${name} is required (--require).` : `Continuing without ${name}.`);
}
