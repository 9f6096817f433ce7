import { EXPECTED } from './expected.js';

// Recognizes files that are often given in place of a Keras model, by their first bytes.

/** The number of bytes that identify a file. */
const START = 64;

/** @throws When the bytes are not JSON. The error says what to do. */
export function refuseAllButJson(bytes: Uint8Array): void {
  refuseForeign(bytes);
  const start = new TextDecoder().decode(bytes.subarray(0, START)).trimStart();
  // A long file may start with many spaces; JSON that is not an object has a separate error.
  if (start === '' || /^[{["]/.test(start)) return;
  const received = hexOf(bytes.subarray(0, 8)).replace(/..(?=.)/g, '$& ');
  throw new Error(
    `The file is not a .keras, .h5 or JSON file. ${EXPECTED}. Received: ${bytes.length} bytes that start with ${received}`,
  );
}

/** @throws When the bytes are of another known kind of file. The error says what to do. */
export function refuseForeign(bytes: Uint8Array): void {
  const start = bytes.subarray(0, START);
  const text = String.fromCharCode(...start);
  const hex = hexOf(start);
  const found =
    TEXTS.find(([pattern]) => pattern.test(text)) ?? BYTES.find(([pattern]) => pattern.test(hex));
  if (found) throw new Error(`${found[1]}. ${EXPECTED}`);
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Kinds = readonly (readonly [RegExp, string])[];

const TEXTS: Kinds = [
  [/^$/, 'The file is empty'],
  [
    /^\s*<(!doctype|html|head|body|\?xml)/i,
    'The file is an HTML page, which servers send if a file is not found: check its URL',
  ],
  [
    /^version https:\/\/git-lfs/,
    'The file is a Git LFS pointer, not the file itself: fetch it with `git lfs pull`',
  ],
  [
    /^.{4}TFL3/s,
    'The file is a TensorFlow Lite model, which has no Keras layers: save the model before its conversion',
  ],
];

const SAVE_AGAIN = "load it in Python and save it with model.save('model.keras')";

/** In hexadecimal digits. */
const BYTES: Kinds = [
  [/^0801(12|1a)/, `The file is part of a TensorFlow SavedModel: ${SAVE_AGAIN}`],
  [
    /^080[2-9a-f](12|1a|3a)/,
    'The file is an ONNX model, which has no Keras layers: run it with onnxruntime-web',
  ],
  [/^934e554d5059/, 'The file is a NumPy array'],
  [/^(fffe|feff)/, 'The file is UTF-16 text: save it as UTF-8'],
  [/^1f8b/, 'The file is compressed with gzip: unpack it'],
  [/^800[2-5]/, `The file is a Python pickle: ${SAVE_AGAIN}`],
];
