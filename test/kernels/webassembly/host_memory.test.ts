import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { softmaxFamily } from '../../../src/activations/softmax_family.js';
import { computeSlicesOnHost } from '../../../src/kernels/host.js';
import { sliceFormulas } from '../../../src/kernels/slice_formulas.js';
import type { Slices } from '../../../src/kernels/slices.js';
import { watchMemories } from '../../support/refusing_engine.js';

const MEGABYTE = 2 ** 20;
const softmax = sliceFormulas(softmaxFamily.softmax.value, ['x']);

/** Softmax of zeros, of which each element is right. */
function run(slices: Slices): void {
  const { outer, length, inner } = slices;
  const y = computeSlicesOnHost(softmax, slices, [new Float32Array(outer * length * inner)]);
  const places = [0, length * inner - 1, outer * length * inner - 1];
  for (const place of places) expect(y?.[place]).toBe(Math.fround(1 / length));
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // What a weak reference gave in this turn of the event loop is alive until its end.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
    gc();
  }
}

test('after softmax of a large tensor, along its first axis and whole, at most 16 MB of memory stay', async () => {
  const made = watchMemories();
  const alive = () => made.flatMap((memory) => memory.deref()?.buffer.byteLength ?? []);
  run({ outer: 3, length: 10, inner: 1 });
  expect(alive()).toEqual([MEGABYTE / 4]);
  run({ outer: 1, length: 1024, inner: 1024 });
  expect(alive()).toEqual([8 * MEGABYTE]);
  run({ outer: 1, length: 2048, inner: 2048 });
  run({ outer: 1, length: 3 * 2 ** 20, inner: 1 });
  run({ outer: 1, length: 2 ** 22 + 1, inner: 1 });
  await collectGarbage();
  expect(alive()).toEqual([8 * MEGABYTE]);
  run({ outer: 1, length: 2048, inner: 1024 });
  expect(alive()).toEqual([16 * MEGABYTE]);
}, 30000);
