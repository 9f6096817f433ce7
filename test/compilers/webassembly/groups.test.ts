import { textOf } from '../../../playground/src/kernels/webassembly_text.js';
import { softmax } from '../../../src/catalogue/softmax_family.js';
import { compileElementwise } from '../../../src/compilers/webassembly/elementwise.js';
import { compileAlong } from '../../../src/compilers/webassembly/slices_along.js';
import { parse } from '../../../src/formula/parse.js';
import { sliceFormulas } from '../../../src/formula/slice_formulas.js';

const target = { sharedMemory: false, fusedMultiplyAdd: false };

/** The numbers of vectors that are stored with no multiplication in between, in the order of the code. */
async function groupsStored(module: Uint8Array): Promise<number[]> {
  const lines = (await textOf(module)).split('\n').map((line) => line.trim());
  const groups: number[] = [];
  let isNew = true;
  for (const line of lines) {
    if (line.startsWith('f32x4.mul')) isNew = true;
    if (!/^v128\.store( |$)/.test(line)) continue;
    if (isNew) groups.push(0);
    isNew = false;
    groups[groups.length - 1]++;
  }
  return groups;
}

// A turn of the main loop has four vectors, and one of the loop after it has one.

test.each([
  ['tanh(x)', [4, 1]],
  ['0.5 * x * erfc(-x / sqrt(2))', [2, 2, 1]], // It needs more registers.
])('%s: all values of a group are computed before one is stored', async (formula, groups) => {
  const module = compileElementwise(parse(formula), ['x'], [false], [], target);
  expect(await groupsStored(module)).toEqual(groups);
});

test('softmax: all exponentials of a group are computed before one is stored', async () => {
  const module = compileAlong(sliceFormulas(softmax.value, ['x']), target);
  const [exponentials, results] = [
    [4, 1],
    [4, 1],
  ];
  expect(await groupsStored(module)).toEqual([...exponentials, ...results]);
});
