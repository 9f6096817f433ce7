import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { computeSlicesOnHost } from '../../../src/backends/host/slices.js';
import { softmaxFamily } from '../../../src/catalogue/softmax_family.js';
import { sliceFormulas } from '../../../src/formula/slice_formulas.js';
import type { Slices } from '../../../src/kernels/slices.js';
import { watchMemories } from '../../support/refusing_engine.js';
import { expectValues, random } from '../../support/values.js';

const MEGABYTE = 2 ** 20;
const softmax = sliceFormulas(softmaxFamily.softmax.value, ['x']);

/** Computes the softmax of zeros and checks every element. */
function run(slices: Slices): void {
  const { outer, length, inner } = slices;
  const y = computeSlicesOnHost({ formulas: softmax, slices }, [
    new Float32Array(outer * length * inner),
  ]);
  const places = [0, length * inner - 1, outer * length * inner - 1];
  for (const place of places) expect(y?.[place]).toBe(Math.fround(1 / length));
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // An object that a weak reference has returned stays alive until the end of this turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
    gc();
  }
}

test('after softmax of a large tensor, along the first axis and over all elements, at most 16 MB of memory are kept', async () => {
  const made = watchMemories();
  const alive = () => made.flatMap((memory) => memory.deref()?.buffer.byteLength ?? []);
  run({ outer: 3, length: 10, inner: 1 });
  expect(alive()).toEqual([MEGABYTE / 4]);
  run({ outer: 1, length: 1024, inner: 1024 });
  expect(alive()).toEqual([8 * MEGABYTE]);
  run({ outer: 1, length: 3 * 2 ** 18, inner: 4 });
  run({ outer: 1, length: 3 * 2 ** 20, inner: 1 });
  run({ outer: 1, length: 2 ** 22 + 1, inner: 1 });
  await collectGarbage();
  expect(alive()).toEqual([8 * MEGABYTE]);
  run({ outer: 2, length: 2048, inner: 1500 });
  const [stays, ...others] = alive();
  expect(others).toEqual([]);
  expect(stays).toBeLessThanOrEqual(16 * MEGABYTE);
}, 30000);

test('slices that do not fit side by side are computed in strips and are correct within 8 ulp', async () => {
  const [outer, length, inner] = [2, 20000, 110];
  const x = Float32Array.from(random(outer * length * inner, 9));
  const compute = (slices: Slices, x: Float32Array) =>
    computeSlicesOnHost({ formulas: softmax, slices }, [x]) as Float32Array;
  const received = compute({ outer, length, inner }, x);
  for (let block = 0; block < outer; block++) {
    for (const column of [0, 1, 5, 6, 103, 104, 109]) {
      const ofColumn = (values: Float32Array) =>
        Float32Array.from({ length }, (_, row) => values[(block * length + row) * inner + column]);
      const alone = compute({ outer: 1, length, inner: 1 }, ofColumn(x));
      await expectValues(ofColumn(received), alone, { ulp: 8, absolute: 1e-11 });
    }
  }
}, 30000);
