import { expectValues } from '../support/values.js';

jest.setTimeout(120000);

type Results = {
  readonly backends: Readonly<Record<string, number[][]>>;
  readonly compiles: boolean;
  readonly evaluates: boolean;
};
type InThreads = Pick<Results, 'backends'> & { readonly isShared: boolean };

let pages: Readonly<Record<'allowed' | 'inWorker' | 'forbidden', Results>> & {
  readonly inThreads: InThreads;
};

beforeAll(async () => {
  pages = JSON.parse(await runInNode(['test/support/in_pages.js']));
});

const X = [-1, 0.5, 2, 3, -2, 0];
const formula = (x: number) => x * Math.tanh(0.5 * x);
const mish = (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)));

const BOUND = { ulp: 16, absolute: 2e-6 };

async function expectRight(
  { backends }: Pick<Results, 'backends'>,
  names = ['cpu', 'webgl'],
): Promise<void> {
  expect(Object.keys(backends)).toEqual(names);
  for (const [values, slopes, mishes, softmax, sparsemax] of Object.values(backends)) {
    await expectValues(values, X.map(formula), BOUND);
    const step = 1e-5;
    const slope = (x: number) => (formula(x + step) - formula(x - step)) / (2 * step);
    await expectValues(slopes, X.map(slope), BOUND);
    await expectValues(mishes, X.map(mish), BOUND);
    const sums = [softmax.slice(0, 3), softmax.slice(3)].map((row) => row.reduce((a, b) => a + b));
    await expectValues(sums, [1, 1], BOUND);
    await expectValues(sparsemax, [0, 0, 1, 1, 0, 0], BOUND);
  }
}

test('a page whose content security policy forbids WebAssembly and eval computes correct values', async () => {
  expect(pages.forbidden).toMatchObject({ compiles: false, evaluates: false });
  await expectRight(pages.forbidden);
});

test('a page without a policy compiles kernels and computes the same values', async () => {
  expect(pages.allowed).toMatchObject({ compiles: true, evaluates: true });
  await expectRight(pages.allowed);
});

test('a Web Worker computes the same values', async () => {
  await expectRight(pages.inWorker);
});

test('the wasm backend with threads, whose memory is shared, computes the same values', async () => {
  expect(pages.inThreads.isShared).toBe(true);
  await expectRight(pages.inThreads, ['wasm']);
});
