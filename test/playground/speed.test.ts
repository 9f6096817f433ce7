import * as tf from '@tensorflow/tfjs';
import type { Case } from '../../bench/cases.js';
import { check } from '../../playground/src/speed/check.js';
import { composed } from '../../playground/src/speed/composed.js';
import { parse } from '../../src/formula/parse.js';
import { violationsOf } from '../support/axe.js';
import { useSite } from './site.js';
import { expectSoon } from './soon.js';

tf.env().set('IS_TEST', true); // Otherwise tfjs recommends its backend for Node.

const site = useSite();

const doubling = {
  expected: (x: Float32Array, dy: Float32Array) => {
    const twice = (values: Float32Array) => Float64Array.from(values, (value) => 2 * value);
    return {
      y: { values: twice(x), scale: twice(x) },
      dx: { values: twice(dy), scale: twice(dy) },
    };
  },
} as Case;

test('a single wrong number near either end of a result is found before the measurement, with a bound of 1e-5', async () => {
  const x = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i));
  const inputs = { x, dy: x };
  const right = tf.mul(2, tf.tensor(x));
  await expect(check(right, doubling, 'forward', inputs)).resolves.toBeLessThan(1e-6);
  for (const place of [0, 999, 4001, 4999]) {
    const values = right.dataSync().slice();
    values[place] += 1e-4;
    await expect(check(tf.tensor(values), doubling, 'forward', inputs)).rejects.toThrow('wrong');
  }
  const nan = Float32Array.from(x, () => Number.NaN);
  await expect(check(tf.tensor(nan), doubling, 'forward', inputs)).rejects.toThrow('wrong');
});

test('a result must be NaN or infinite exactly where the formula is', async () => {
  const nothing = {
    expected: (x: Float32Array, _: Float32Array) => {
      const values = Float64Array.from(x, (value) => Math.log(value) * 1e300);
      return { y: { values, scale: values }, dx: { values, scale: values } };
    },
  } as Case;
  const x = Float32Array.of(-1, 0, 1, 2);
  const inputs = { x, dy: x };
  const result = (...values: number[]) => check(tf.tensor(values), nothing, 'forward', inputs);
  await expect(result(Number.NaN, -Infinity, 0, Infinity)).resolves.toBe(0);
  await expect(result(0, -Infinity, 0, Infinity)).rejects.toThrow('wrong');
  await expect(result(Number.NaN, Infinity, 0, Infinity)).rejects.toThrow('wrong');
  await expect(result(Number.NaN, -Infinity, Number.NaN, Infinity)).rejects.toThrow('wrong');
});

test("a formula composed of tfjs's ops has the correct value and gradient, also with a comparison", () => {
  const x = [-2, -0.5, 0.25, 3];
  const dy = [1, -1, 2, 0.5];
  const by = (formula: string) => {
    const apply = composed(parse(formula));
    const [value, slope] = tf.tidy(() => {
      const input = tf.tensor1d(x);
      return [apply(input), tf.grad(apply)(input, tf.tensor1d(dy))];
    });
    return [...value.dataSync(), ...slope.dataSync()];
  };
  const expectNear = (received: number[], expected: number[]) =>
    expected.forEach((value, i) => {
      expect(received[i]).toBeCloseTo(value, 5);
    });
  expectNear(by('x * tanh(x)'), [
    ...x.map((x) => x * Math.tanh(x)),
    ...x.map((x, i) => dy[i] * (Math.tanh(x) + x / Math.cosh(x) ** 2)),
  ]);
  // The slope of erf at 0 is 2 / sqrt(pi), and erf is odd.
  const [near] = by('x * erf(x * 0.001) + erfc(x) + erf(x)');
  expect(near).toBeCloseTo(1 + (2 / Math.sqrt(Math.PI)) * 0.004, 4);
  expectNear(by('x <= 0 ? sin(x) : 3 * x'), [
    ...x.map((x) => (x <= 0 ? Math.sin(x) : 3 * x)),
    ...x.map((x, i) => dy[i] * (x <= 0 ? Math.cos(x) : 3)),
  ]);
});

const CURVES = [
  'curve=x*sigmoid(beta*x);beta=2',
  'curve=x<%3D0?alpha*x/(1-x):x',
  'curve=leakyRelu;alpha=0.1',
  'curve=sqrt(x)*erf(x)*mish(x)',
].join('&');

test.each(['cpu', 'wasm', 'webgl', 'webgpu'])(
  'on %s the curves of the page are correct, and are measured beside the same formulas in ops of tfjs',
  async (backend) => {
    const page = await site.open(`#speed?size=10000&backend=${backend}&${CURVES}`);
    const names = [
      'x*sigmoid(beta*x), beta 2',
      'x<=0?alpha*x/(1-x):x, alpha 0.5',
      'leakyRelu, alpha 0.1',
      'sqrt(x)*erf(x)*mish(x)',
    ];
    await page.getByText(names.join(' · ')).waitFor();
    await page.getByText(/It takes about \d seconds/).waitFor();
    await page.getByRole('button', { name: 'Measure' }).click();
    await page.getByText(/^Measured: 8 results/).waitFor({ state: 'attached', timeout: 50000 });
    const rows = page.locator('.times tbody tr');
    expect(await rows.locator('th').allInnerTexts()).toEqual(names);
    for (const time of await rows.locator('td.number:not(.ratio)').allInnerTexts()) {
      expect(Number(time)).toBeGreaterThan(0);
    }
    expect(await page.locator('.checked').textContent()).toContain(
      'All 4 results of this package are correct',
    );
    expect(site.complaints).toEqual([]);
    await page.context().close();
  },
  60000,
);

test.each([
  ['cpu', /processor, 1 of \d+ threads/],
  ['wasm', /processor, 1 of \d+ threads, with (relaxed )?SIMD/],
  ['webgl', /SwiftShader/],
  ['webgpu', /SwiftShader|swiftshader/],
])(
  'on %s the page shows times, speedups and a check, and the measurement can be cancelled',
  async (backend, name) => {
    const page = await site.open(`#speed?size=10000&set=layers&backend=${backend}`);
    await page.getByRole('button', { name: 'Measure' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.locator('.times tbody tr').nth(1).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Cancelled after \d+ results/).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);

    const rows = page.locator('.times tbody tr');
    const cells = await rows.first().locator('th, td').allInnerTexts();
    const [layer, ours, stock, ratio] = cells;
    expect(layer).toBe('LeakyReLU');
    expect(Number(ours)).toBeGreaterThan(0);
    expect(Number(stock) / Number(ours) / Number.parseFloat(ratio)).toBeCloseTo(1, 1);
    expect(await page.locator('.conditions').textContent()).toMatch(name);
    expect(await page.locator('.conditions').textContent()).toContain('10,000 numbers');
    expect((await page.getByText('This is a software renderer').count()) > 0).toBe(
      backend.startsWith('webg'),
    );
    expect(await page.locator('.checked').textContent()).toMatch(
      /All \d results of this package are correct/,
    );
    expect(site.complaints).toEqual([]);
    await page.context().close();
  },
  60000,
);

test('when the browser takes the graphics card away, the page says so, and can measure again', async () => {
  const page = await site.open('#speed?size=10000&set=layers&backend=webgl');
  const measure = page.getByRole('button', { name: 'Measure' });
  await measure.click();
  await page.locator('.times tbody tr').first().waitFor();
  await page
    .workers()[0]
    .evaluate("_tfengine.backend.gpgpu.gl.getExtension('WEBGL_lose_context').loseContext()");
  await page.getByRole('alert').getByText('took the graphics card away').waitFor();
  await measure.click();
  await expectSoon(() => page.getByRole('alert').count(), 0);
  await page.locator('.times tbody tr').first().waitFor();
  await page.context().close();
}, 60000);

test('an operation that tfjs cannot compute is reported, and has no time', async () => {
  const page = await site.open('#speed?size=10000&set=layers&backend=cpu');
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.getByText(/^Measured: 14 results/).waitFor({ state: 'attached', timeout: 50000 });
  const row = page.locator('.times tbody tr').filter({ hasText: 'ThresholdedReLU' });
  expect(await row.locator('td').allInnerTexts()).toEqual([
    expect.stringMatching(/^[\d.]+$/),
    'error',
    '–',
    '',
  ]);
  expect(await page.locator('.problems').textContent()).toContain('gradient');
  await page.context().close();
}, 60000);

test.each([false, true])(
  'a page of 360 pixels, dark: %s, does not scroll sideways, and axe finds no violations',
  async (isDark) => {
    const page = await site.open('#speed?size=10000&set=activations', { width: 360, isDark });
    await page.getByText(/It takes about \d+ seconds/).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Measure' }).click();
    await page.locator('.times tbody tr').nth(3).waitFor();
    await page.getByRole('tab', { name: 'forward + backward' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tabpanel', { name: 'forward', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  },
  60000,
);
