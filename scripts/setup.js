import { setUpBrowser } from './setup/browser.js';
import { setUpTensorFlowNode } from './setup/tensorflow_node.js';

// Makes this checkout ready for `npm start` and, with --browser, for `npm test`. What cannot be made
// ready is reported and left out; with --require that is an error instead.

const TENSORFLOW = { name: 'the tensorflow backend', setUp: setUpTensorFlowNode };
const BROWSER = { name: 'the browser, and its backends webgl and webgpu', setUp: setUpBrowser };

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

// Leaving through process.exit() runs the exit handlers, which stop child processes and remove
// unfinished work; a signal's default action would not.
for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
  process.once(signal, () => process.exit(128 + number));
}

const required = process.argv.includes('--require');
const parts = process.argv.includes('--browser') ? [TENSORFLOW, BROWSER] : [TENSORFLOW];

for (const { name, setUp } of parts) {
  if (await setUp()) continue;
  if (required) process.exitCode = 1;
  console.warn(required ? `Required (--require): ${name}.` : `Going on without ${name}.`);
}
