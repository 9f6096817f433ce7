import * as tf from '@tensorflow/tfjs';
import { zipSync } from 'fflate';
import { fromKeras, type KerasSource } from '../../src/keras/index.js';
import { fixture, readFixture } from '../support/fixtures.js';
import { expectSavedOutputs } from '../support/keras_outputs.js';

const load = (source: KerasSource) => tf.loadLayersModel(fromKeras(source));
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

// What Keras itself loads of these files: make.py in test/fixtures/keras/hdf5/.
test.each([
  ['types.h5', 'numbers of other types, in chunks, packed, or never written'],
  ['parts.h5', 'lists of names in parts'],
  ['latest.h5', 'the latest format of HDF5'],
  ['bfloat16.h5', 'bfloat16'],
  ['bfloat16.keras', 'bfloat16'],
])('%s is read, outputs to 1e-5: %s', async (file) => {
  const model = await load(fixture(`keras/hdf5/${file}`));
  const json = await readFixture(`keras/hdf5/${file.replace(/\.\w+$/, '.json')}`);
  const expected = JSON.parse(new TextDecoder().decode(json));
  await expectSavedOutputs(model, expected);
});

test.each([
  [
    'chunked_latest',
    /The HDF5 file cannot be read: it is damaged or not in the default format of h5py/,
  ],
  ['compact', /The HDF5 file cannot be read: .*Compact storage/],
  ['heap', /The HDF5 file cannot be read: the attributes of \/ are stored densely/],
])('%s.h5 is refused in words', async (file, message) => {
  await expect(load(fixture(`keras/hdf5/${file}.h5`))).rejects.toThrow(message);
});

test('a floating-point number of another format than its size is known for is refused', async () => {
  const file = await readFixture('keras/hdf5/types.h5');
  // The exponent and the mantissa of a float16 begin at bit 10 and have 5 and 10 bits.
  const text = String.fromCharCode(...file);
  const at = text.indexOf('\x10\0\x0a\x05\0\x0a');
  expect(at).toBeGreaterThan(0);
  file.set([9, 6, 0, 9], at + 2);
  await expect(load(file)).rejects.toThrow(
    /a\/(kernel|bias) has a type that is not supported. Expected: numbers .* Received: a floating-point number of 2 bytes/,
  );
});

const noKnownFile = (length: string, start: string) =>
  new RegExp(
    `^The file is not a \\.keras, \\.h5 or JSON file\\. Expected: .* Received: ${length} bytes that start with ${start}$`,
  );

describe('what is often given in place of a model is named:', () => {
  test.each<[string, () => KerasSource | Promise<KerasSource>, RegExp]>([
    ['an empty file', () => bytes(''), /The file is empty/],
    ['a page of HTML', () => bytes('<!DOCTYPE html><html>'), /is an HTML page/],
    [
      'a pointer of Git LFS',
      () => bytes('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      /is a Git LFS pointer, .*git lfs pull/,
    ],
    ['TensorFlow Lite', () => bytes('\x1c\0\0\0TFL3\x14'), /is a TensorFlow Lite model/],
    ['a SavedModel', () => bytes('\x08\x01\x12\xe0\x05'), /is part of a TensorFlow SavedModel/],
    ['ONNX', () => bytes('\x08\x07\x12\x07pytorch'), /is an ONNX model/],
    ['a pickle', () => bytes('\x80\x04\x95'), /is a Python pickle/],
    ['an array of NumPy', () => bytes('\x93NUMPY\x01'), /is a NumPy array/],
    ['gzip', () => bytes('\x1f\x8b\x08'), /is compressed with gzip/],
    [
      'arrays of NumPy',
      () => zipSync({ 'arr_0.npy': bytes('a') }),
      /A .keras file must contain a metadata.json. Received: a zip archive of arr_0.npy/,
    ],
    [
      'a graph model',
      () => bytes('{"format":"graph-model","modelTopology":{"node":[]}}'),
      /is a graph model, .* load it with tf.loadGraphModel/,
    ],
    [
      'the topology of a graph model',
      () => ({ class_name: 'x', config: {}, node: [] }) as KerasSource,
      /is a graph model/,
    ],
    ['zeros', () => new Uint8Array(1000), noKnownFile('1000', '00 00 00 00 00 00 00 00')],
    ['a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]), noKnownFile('4', '89 50 4e 47')],
    ['a text', () => bytes('my model'), noKnownFile('8', '6d 79 20 6d 6f 64 65 6c')],
    [
      'text in UTF-16',
      () => new Uint8Array([0xff, 0xfe, 0x7b, 0]),
      /is UTF-16 text: save it as UTF-8/,
    ],
    [
      'JSON that is cut off',
      () => bytes(' {"class_name":'),
      /The JSON of the model cannot be read/,
    ],
    [
      'JSON in a text of JSON',
      () => bytes(JSON.stringify('{}')),
      /A model must be a JSON object\. Received: "/,
    ],
    [
      'JSON behind a mark and spaces',
      () => new TextEncoder().encode(`\ufeff${' '.repeat(99)}{}`),
      /A model must have a class name and a/,
    ],
    [
      'an index of weights',
      () => bytes('{"metadata":{},"weight_map":{}}'),
      /an index of sharded weights/,
    ],
  ])('%s', async (_, source, message) => {
    await expect(load(await source())).rejects.toThrow(message);
  });

  test('a .keras file that is cut off', async () => {
    const file = await readFixture('keras/hdf5/bfloat16.keras');
    await expect(load(file.slice(0, -100))).rejects.toThrow(
      'The zip archive is truncated or damaged',
    );
  });

  test('an .h5 file that is cut off', async () => {
    const file = await readFixture('keras/hdf5/types.h5');
    await expect(load(file.slice(0, -100))).rejects.toThrow(
      /it is truncated. Expected: \d+ bytes. Received: \d+/,
    );
  });

  const inNode = typeof document === 'undefined' ? test : test.skip;
  inNode('a folder', async () => {
    await expect(load('test/fixtures')).rejects.toThrow(
      'is a folder, such as a TensorFlow SavedModel',
    );
  });
});
