import { setUpTensorFlowNode } from './setup/tensorflow_node.js';

// Makes this checkout ready for `npm start` and `npm test`. What cannot be made ready is reported
// and left out; with --require that is an error instead.

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

// Leaving through process.exit() runs the exit handlers, which stop child processes and remove
// unfinished work; a signal's default action would not.
for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
  process.once(signal, () => process.exit(128 + number));
}

const required = process.argv.includes('--require');
const ready = await setUpTensorFlowNode();

if (!ready && required) {
  console.warn('The tensorflow backend is required (--require).');
  process.exitCode = 1;
} else if (!ready) {
  console.warn('Going on without the tensorflow backend.');
}
