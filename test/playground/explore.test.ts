import type { Page } from 'playwright-core';
import { elementwiseActivations as catalogue } from '../../src/catalogue/catalogue.js';
import { violationsOf } from '../support/axe.js';
import { pinch } from './pinch.js';
import { closeAfterEach, useSite } from './site.js';
import { expectSoon } from './soon.js';

jest.setTimeout(20000);

let page: Page;
const site = useSite();
closeAfterEach(site, () => page);

const slider = () => page.getByRole('slider', { name: 'Cursor on the plots' });
/** The values at the cursor, as a screen reader reads them. */
const shown = () => slider().getAttribute('aria-valuetext');
const formula = (curve: number) => page.getByLabel(`Formula of curve ${curve}`);
const range = async () => {
  const fields = ['x from', 'to'].map((name) => page.getByLabel(name, { exact: true }));
  return Promise.all(fields.map(async (field) => Number(await field.inputValue())));
};
/** Waits until the address bar contains the part, and returns the hash. */
const link = async (part: string) => {
  await page.waitForURL((url) => decodeURIComponent(url.hash).includes(part));
  return new URL(page.url()).hash;
};
/** The box of a plot inside its axes. */
const plotBox = async (order = 0) => {
  const box = await page.locator('.u-over').nth(order).boundingBox();
  if (box === null) throw new Error('There is no plot.');
  return box;
};
/** The number of pixels of a plot that have the colour of a curve. */
const dots = (order: number, curve: number) =>
  page.evaluate(
    ([order, curve]) => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('.plot canvas')[order];
      const sample = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
      const style = getComputedStyle(document.documentElement);
      sample.fillStyle = style.getPropertyValue(`--curve-${curve}`);
      sample.fillRect(0, 0, 1, 1);
      const [red, green, blue] = sample.getImageData(0, 0, 1, 1).data;
      const { width, height } = canvas;
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      const { data } = context.getImageData(0, 0, width, height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count++;
      }
      return count;
    },
    [order, curve] as const,
  );

/** The texts of the elements that are cut off. */
const cutOff = (selector: string) =>
  page.locator(selector).evaluateAll((all) =>
    all
      .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
        return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
      })
      .map(({ textContent }) => textContent),
  );

/** The colour of each pixel of a picture. */
const pixelsOf = (picture: Buffer) =>
  page.evaluate(
    async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      return [...new Uint32Array(data.buffer)];
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );

test('the first page is ready in two seconds, and loads neither tfjs nor the typesetter', async () => {
  page = await site.open();
  await slider().waitFor();
  // Since the page was requested; the start of the browser is not included.
  expect(await page.evaluate(() => performance.now())).toBeLessThan(2000);
  const names: string[] = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1) ?? ''),
  );
  expect(names.filter((name) => /\.js$/.test(name)).length).toBeGreaterThan(0);
  expect(names.filter((name) => /kernels|train|speed|wabt|woff|\.wasm/.test(name))).toEqual([]);
});

test('a formula is drawn with its slope and curvature while it is typed', async () => {
  page = await site.open('#explore?curve=x');
  await formula(1).fill('x ** 3 / 6');
  await formula(1).press('End');
  await expectSoon(shown, 'x 1. x ** 3 / 6: 0.1667, 0.5, 1');
  for (const order of [0, 1, 2]) expect(await dots(order, 1)).toBeGreaterThan(200);
});

test('no character is lost during fast typing while other curves change', async () => {
  page = await site.open('#explore?curve=mish&curve=gelu&curve=a*x&curve=snake');
  const text = 'x * tanh(beta * x)';
  for (const curve of [1, 2]) {
    await formula(curve).fill('');
    await formula(curve).pressSequentially(text, { delay: 10 });
    expect(await formula(curve).inputValue()).toBe(text);
  }
  const a = page.getByRole('slider', { name: 'a', exact: true });
  for (let i = 0; i < 5; i++) await a.press('ArrowRight');
  await formula(4).fill('');
  await a.press('ArrowRight');
  await formula(4).pressSequentially(text, { delay: 10 });
  expect(await formula(4).inputValue()).toBe(text);
  await link(`curve=a*x;a=0.56&curve=${text}`.replaceAll(' ', '+'));
});

test('free names become parameters with a slider, which the keyboard can move', async () => {
  page = await site.open('#explore?curve=x');
  await formula(1).fill('a * x + b');
  const a = page.getByRole('slider', { name: 'a', exact: true });
  await a.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await page.getByLabel('b, as a number').fill('-2');
  await expectSoon(() => a.inputValue(), '0.6');
  await expectSoon(shown, 'x 1. a * x + b: −1.4, 0.6, 0');
  await link('a * x + b;a=0.6;b=-2'.replaceAll(' ', '+'));
});

test('an activation opens with the formula of its paper; the formula with bounds is shown below', async () => {
  page = await site.open('#explore?curve=gelu');
  expect(await formula(1).inputValue()).toBe('0.5 * x * (1 + erf(x / sqrt(2)))');
  const source = page.getByText('The kernels compute x <= 20 ? 0.5 * max(x, -20) * erfc(');
  expect(await source.isVisible()).toBe(false);
  await page.getByText('Formula with bounds for float32').click();
  expect(await source.isVisible()).toBe(true);
  const title = () => page.locator('.curve .chip .name').first().textContent();
  await formula(1).press('End');
  await formula(1).press('+');
  await expectSoon(title, 'formula');
  await formula(1).press('Backspace');
  await expectSoon(title, 'gelu');
  await formula(1).press('End');
  await formula(1).pressSequentially(' + 1');
  await link('curve=0.5+*+x+*+(1+++erf(x+/+sqrt(2)))+++1');
});

test('an error is marked under the word and explained, and the last curve stays, faded', async () => {
  page = await site.open('#explore?curve=x%20*%20tanh(x)');
  const before = await shown();
  await formula(1).fill('x * tnah(x)');
  const error = page.getByRole('alert');
  await error.getByText("Unknown function 'tnah'.").waitFor();
  await expectSoon(() => page.locator('.fault').textContent(), 'tnah');
  const [field, fault] = await Promise.all(
    [formula(1), page.locator('.fault')].map((each) => each.boundingBox()),
  );
  // Four characters of the same width come before it, and the border and the padding of the field.
  const before4 = (fault?.x ?? 0) - (field?.x ?? 0) - 11;
  expect((4 * before4) / (fault?.width ?? 0)).toBeCloseTo(4, 1);
  await expectSoon(() => formula(1).getAttribute('aria-invalid'), 'true');
  await expectSoon(shown, before?.replace(':', ', drawn until its new formula is valid:'));
  await page.getByText('The plots show the last valid formula, x * tanh(x)').waitFor();
  await expectSoon(() => dots(0, 1), 0);
  await formula(1).fill('x * tanh(x');
  await error
    .getByText("Unexpected end of formula. Expected an operator, a comma or ')'")
    .waitFor();
  await expectSoon(() => page.locator('.fault').textContent(), ' ');
  await formula(1).fill('tanh(x)');
  await expectSoon(() => error.count(), 0);
  await expectSoon(shown, 'x 1. tanh(x): 0.7616, 0.42, −0.6397');
  await expectSoon(async () => (await dots(0, 1)) > 200, true);
});

test('a partially typed or misspelled name gets no slider until it is confirmed', async () => {
  page = await site.open('#explore?curve=tanh');
  const parameters = page.locator('.parameters');
  const error = page.getByRole('alert');
  await formula(1).fill('');
  // Each prefix is briefly a free name in the formula: s, si, sig, …
  for (const letter of 'sigmoid(x)') {
    await formula(1).press(letter);
    expect(await parameters.count()).toBe(0);
  }
  await expectSoon(shown, 'x 1. sigmoid(x): 0.7311, 0.1966, −0.09086');

  await formula(1).fill('sig');
  await error.getByText("Unknown name 'sig'. Did you mean sign(x) or sigmoid(x)").waitFor();
  await expectSoon(() => page.locator('.fault').textContent(), 'sig');
  expect(await formula(1).getAttribute('aria-invalid')).toBe('true');
  expect(await parameters.count()).toBe(0);

  await formula(1).fill('x * sigmod');
  await error.getByText("Unknown name 'sigmod'. Did you mean sigmoid(x)?").waitFor();
  expect(await parameters.count()).toBe(0);
  await page.getByRole('button', { name: 'Write sigmoid(x)' }).click();
  expect(await formula(1).inputValue()).toBe('x * sigmoid(x)');
  await expectSoon(shown, 'x 1. x * sigmoid(x): 0.7311, 0.9277, 0.3024');
  await expectSoon(() => error.count(), 0);

  await formula(1).fill('geul * x + X');
  await page.getByRole('button', { name: 'Use geul as a parameter' }).click();
  await error.getByText("Unknown name 'X'. Did you mean x?").waitFor();
  expect(await parameters.count()).toBe(0);
  await page.getByRole('button', { name: 'Write x', exact: true }).click();
  await page.getByRole('slider', { name: 'geul', exact: true }).waitFor();
  await expectSoon(shown, 'x 1. geul * x + x: 1.5, 1.5, 0');
  const hash = await link('geul=0.5');
  await page.context().close();
  page = await site.open(hash);
  await page.getByRole('slider', { name: 'geul', exact: true }).waitFor();
});

test('a parameter with a longer name appears after a pause, or when the field loses the focus', async () => {
  page = await site.open('#explore?curve=tanh');
  const slope = page.getByRole('slider', { name: 'slope', exact: true });
  await formula(1).fill('slope');
  expect(await slope.count()).toBe(0);
  await slope.waitFor();
  await formula(1).fill('slope * x * gain');
  await formula(1).blur();
  await expectSoon(() => page.getByRole('slider', { name: 'gain', exact: true }).count(), 1);
});

test('the mark of an error is below the letters and does not change them', async () => {
  page = await site.open('#explore?curve=x', { width: 390 });
  // Two lines, so that there are letters below the mark.
  await formula(1).fill('1 + 2 * tnah(x) + tanh(x) * 0.25 + tanh(x) * 0.25 + tanh(x)');
  await page.locator('.fault').waitFor();
  await formula(1).blur();
  const clip = (await formula(1).boundingBox()) as NonNullable<Awaited<ReturnType<typeof plotBox>>>;
  expect(clip.height).toBeGreaterThan(60);
  const marked = await pixelsOf(await page.screenshot({ clip }));
  await page.evaluate(() => document.querySelector('.fault')?.classList.remove('fault'));
  const plain = await pixelsOf(await page.screenshot({ clip }));
  const changed = plain.flatMap((color, i) => (color === marked[i] ? [] : [i]));
  expect(changed.length).toBeGreaterThan(0);
  const ground = plain[Math.round(3 * clip.width) + 3];
  expect(changed.filter((i) => plain[i] !== ground)).toEqual([]);
});

test('while a formula has an error, no control of the last formula looks active', async () => {
  page = await site.open('#explore?curve=leakyRelu;alpha=0.1');
  const group = page.getByRole('group', { name: 'Curve 1' });
  const title = () => group.locator('.chip .name').first().textContent();
  const alpha = page.getByRole('slider', { name: 'alpha', exact: true });
  await expectSoon(title, 'leakyRelu');
  expect(await alpha.isEnabled()).toBe(true);
  await formula(1).press('End');
  await formula(1).press('+');
  await expectSoon(title, 'formula');
  await page.getByText('The plots show the last valid formula, leakyRelu').waitFor();
  expect(await alpha.isEnabled()).toBe(false);
  await formula(1).press('Backspace');
  await expectSoon(title, 'leakyRelu');
  expect(await alpha.isEnabled()).toBe(true);
});

test('an invalid formula is kept: on another page, in the history and in the link', async () => {
  page = await site.open('#explore?curve=tanh');
  const text = 'x * tnah(x); 1';
  await formula(1).fill(text);
  await page.getByRole('link', { name: 'Kernels' }).click();
  await page.getByText(`${text} is not a valid formula. This page shows tanh`).waitFor();
  await page.goBack();
  await expectSoon(() => formula(1).inputValue(), text);
  const hash = await link('tnah');
  await page.context().close();
  page = await site.open(hash);
  await expectSoon(() => formula(1).inputValue(), text);
  await page.getByText('The plots show the last valid formula, tanh').waitFor();
  await formula(1).fill('x');
  await expectSoon(() => page.getByRole('alert').count(), 0);
});

test("an activation of the catalogue is found by a part of its name in Keras's spelling, with the keyboard alone", async () => {
  page = await site.open('#explore?curve=x');
  await page.getByRole('button', { name: 'Catalogue, for curve 1' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.type('leaky_re');
  await expectSoon(() => dialog.getByRole('listitem').allTextContents(), ['leakyRelu']);
  await page.getByRole('searchbox').fill('swish');
  await expectSoon(
    () => dialog.getByRole('listitem').allTextContents(),
    ['silualso swish', 'hardSilualso hardSwish', 'parametricSwish'],
  );
  await page.getByRole('searchbox').fill('leaky_re');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await expectSoon(() => formula(1).inputValue(), 'x <= 0 ? alpha * x : x');
  await link('curve=leakyRelu');
  await page.getByRole('button', { name: 'Catalogue, for curve 1' }).click();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expectSoon(() => formula(1).inputValue(), 'x <= 0 ? alpha * x : x');
});

test('the catalogue has a heading for each family, with all activations below one of them', async () => {
  page = await site.open('#explore?curve=x');
  await page.getByRole('button', { name: 'Catalogue, for curve 1' }).click();
  const dialog = page.getByRole('dialog');
  await expectSoon(
    () => dialog.getByRole('heading').allTextContents(),
    [
      'Rectifiers',
      'Exponential and smooth rectifiers',
      'Sigmoids',
      'Shrinkage',
      'Self-gated',
      'Periodic',
    ],
  );
  const buttonIn = (family: string, name: string) =>
    dialog.getByRole('region', { name: family }).getByRole('button', { name, exact: true });
  expect(await buttonIn('Rectifiers', 'leakyRelu').count()).toBe(1);
  expect(await buttonIn('Periodic', 'snake').count()).toBe(1);
  expect(await dialog.getByRole('listitem').count()).toBe(Object.keys(catalogue).length);
  await page.getByRole('searchbox').fill('elu');
  await expectSoon(() => dialog.getByRole('heading').count(), 0);
  expect(await dialog.getByRole('listitem').first().textContent()).toBe('elu');
});

test('a parameter cannot leave the range that the catalogue defines', async () => {
  page = await site.open('#explore?curve=leakyRelu;alpha=0.5&at=-2');
  const number = page.getByLabel('alpha, as a number');
  await number.fill('-1');
  await expectSoon(() => number.getAttribute('aria-invalid'), 'true');
  await expectSoon(shown, 'x −2. leakyRelu: −1, 0.5, 0');
  await page.getByRole('slider', { name: 'alpha', exact: true }).press('Home');
  await expectSoon(shown, 'x −2. leakyRelu: 0, 0, 0');
});

test('the range is shown beside its field, and a refused value is reported with what was expected and received', async () => {
  page = await site.open('#explore?curve=leakyRelu;alpha=0.5&curve=hardTanh');
  const described = async (label: string) => {
    const ids =
      (await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby')) ?? '';
    const texts = ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => page.locator(`[id="${id}"]`));
    return Promise.all(texts.map((text) => text.textContent()));
  };
  const alpha = 'alpha, as a number';
  await expectSoon(() => described(alpha), ['at least 0']);
  await page.getByLabel(alpha).fill('-1');
  await page.getByLabel(alpha).blur();
  await expectSoon(
    () => described(alpha),
    ['at least 0', 'Expected a number, at least 0. Received: -1. The value is still 0.5.'],
  );
  expect(await page.getByLabel(alpha).inputValue()).toBe('-1');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel(alpha).fill('');
  await expectSoon(
    async () => (await described(alpha))[1],
    'Expected a number, at least 0. Received: no number. The value is still 0.5.',
  );
  await page.getByLabel(alpha).fill('0.25');
  await expectSoon(() => described(alpha), ['at least 0']);
  expect(await page.getByLabel(alpha).getAttribute('aria-invalid')).toBe('false');

  await page.getByLabel('minValue, as a number').fill('2');
  await expectSoon(
    async () => (await described('minValue, as a number'))[1],
    'Expected a number, at most 1. Received: 2. The value is still −1.',
  );
  await page.getByLabel('x from').fill('7');
  await expectSoon(
    () => described('x from'),
    ['Expected a number from −1000000 to less than 5. Received: 7. The value is still −5.'],
  );
  expect(await range()).toEqual([7, 5]);
  await expectSoon(() => slider().getAttribute('aria-valuemin'), '-5');
});

test('an infinite limit can be set and removed', async () => {
  page = await site.open('#explore?curve=relu&x=-5..20&at=15');
  await expectSoon(shown, 'x 15. relu: 15, 1, 0');
  await page.getByLabel('limit by maxValue').check();
  await expectSoon(shown, 'x 15. relu: 6, 0, 0');
  await page.getByLabel('limit by maxValue').uncheck();
  await expectSoon(shown, 'x 15. relu: 15, 1, 0');
});

test('the mouse over any plot shows the values of all curves at that x', async () => {
  page = await site.open('#explore?curve=x&curve=x*x');
  const { x, y, width, height } = await plotBox(1);
  await page.mouse.move(x + 0.8 * width, y + height / 2);
  await expectSoon(shown, 'x 3. x: 3, 1, 0; x*x: 9, 6, 2');
  await page.mouse.move(0, 0);
  await expectSoon(shown, 'x 3. x: 3, 1, 0; x*x: 9, 6, 2');
});

test('dragging, the wheel, buttons, fields and keys change the range of x, which can be reset', async () => {
  page = await site.open('#explore?curve=tanh');
  const { x, y, width, height } = await plotBox();
  await page.mouse.move(x + 0.5 * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 0.9 * width, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await expectSoon(async () => (await range()).map((end) => Math.round(10 * end) / 10), [0, 4]);
  await page.getByRole('button', { name: 'Reset' }).click();
  await expectSoon(range, [-5, 5]);

  await page.mouse.move(x + 0.5 * width, y + height / 2);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => {
    const field = document.querySelector<HTMLInputElement>('.range input');
    return field !== null && Number(field.value) > -3;
  });

  await slider().focus();
  await page.keyboard.press('0');
  await page.keyboard.press('Home');
  await expectSoon(() => slider().getAttribute('aria-valuenow'), '-5');
  await page.keyboard.press('End');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowLeft');
  await expectSoon(() => slider().getAttribute('aria-valuenow'), '3.9');
  await page.keyboard.press('-');
  const [left, right] = await range();
  expect(right - left).toBeCloseTo(15);
  await page.keyboard.press('Shift+ArrowRight');
  expect((await range())[0]).toBeCloseTo(left + 1.5);

  await page.getByLabel('x from').fill('-100');
  await page.getByLabel('to', { exact: true }).fill('100');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByRole('button', { name: 'Move right' }).click();
  const [from, to] = await range();
  expect(to - from).toBeCloseTo(400 / 3, 0);
  await link(`x=${from}..${to}`);
});

test('the wheel alone scrolls the page until a plot is clicked, and a double click resets the range', async () => {
  page = await site.open('#explore?curve=tanh', { height: 500 });
  const { x, y, width, height } = await plotBox();
  const scrolled = () => page.evaluate(() => scrollY > 0);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, 100);
  await expectSoon(scrolled, true);
  await expectSoon(range, [-5, 5]);
  const below = page.locator('.u-over').nth(1);
  await below.click();
  await page.mouse.wheel(0, -400);
  await expectSoon(async () => (await range())[0] > -3, true);
  await below.dblclick();
  await expectSoon(range, [-5, 5]);
});

test('when the colour scheme changes, the plots are redrawn in its colours', async () => {
  page = await site.open('#explore?curve=tanh');
  await slider().waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSoon(async () => (await dots(0, 1)) > 200, true);
});

test('up to four curves can be added, each in its own colour, and removed', async () => {
  page = await site.open('#explore?curve=tanh');
  const add = page.getByRole('button', { name: 'Add a curve' });
  for (const text of ['x', 'x / 2', '-x']) {
    await add.click();
    await page.locator('textarea').last().fill(text);
  }
  await expectSoon(() => add.count(), 0);
  await expectSoon(
    shown,
    'x 1. tanh: 0.7616, 0.42, −0.6397; x: 1, 1, 0; x / 2: 0.5, 0.5, 0; -x: −1, −1, 0',
  );
  for (const curve of [1, 2, 3, 4]) expect(await dots(0, curve)).toBeGreaterThan(100);
  await page.getByRole('button', { name: 'Remove curve 2' }).click();
  await page.getByRole('button', { name: 'Remove curve 1' }).click();
  await expectSoon(shown, 'x 1. x / 2: 0.5, 0.5, 0; -x: −1, −1, 0');
});

test('the focus moves to the formula of a new curve, and is not lost when a curve is removed', async () => {
  page = await site.open('#explore?curve=tanh&curve=x*x');
  const focused = () => page.evaluate(() => document.activeElement?.ariaLabel);
  await page.getByRole('button', { name: 'Add a curve' }).click();
  await expectSoon(focused, 'Formula of curve 3');
  await page.getByRole('button', { name: 'Remove curve 1' }).click();
  await expectSoon(focused, 'Formula of curve 1');
  await expectSoon(() => formula(1).inputValue(), 'x*x');
  await page.getByRole('button', { name: 'Remove curve 2' }).click();
  await expectSoon(() => page.evaluate(() => document.activeElement?.textContent), 'Add a curve');
});

test('infinities and NaN are shown by name, and the rest of the curve stays in the plot', async () => {
  page = await site.open('#explore?curve=1/x&curve=log(x)&curve=1/(x-x)&at=0');
  const [pole, log, nothing] = ((await shown()) ?? '').split('; ');
  expect(pole).toMatch(/^x 0\. 1\/x: ∞/);
  expect(log).toMatch(/^log\(x\): −∞/);
  expect(nothing).toMatch(/^1\/\(x-x\): (∞|NaN)/);
  for (const curve of [1, 2]) expect(await dots(0, curve)).toBeGreaterThan(100);
});

test('a curve without a finite value in view is reported in the plot', async () => {
  page = await site.open('#explore?curve=x&curve=sqrt(x)');
  const unseen = page.getByText('no finite value in view');
  await slider().waitFor();
  expect(await unseen.count()).toBe(0);
  await page.getByLabel('to', { exact: true }).fill('-1');
  await expectSoon(() => unseen.count(), 3);
  await expectSoon(() => unseen.allTextContents(), Array(3).fill('2no finite value in view'));
});

test('the hints on the plots describe touch gestures on a device without a mouse', async () => {
  page = await site.open('#explore?curve=x', { width: 390, height: 844, isTouched: true });
  await page.getByText('Touch a plot').waitFor();
  expect(await page.getByText('wheel').count()).toBe(0);
  const { x, y, width, height } = await plotBox();
  await page.touchscreen.tap(x + 0.8 * width, y + height / 2);
  await expectSoon(shown, 'x 3. x: 3, 1, 0');
});

test('two fingers zoom the page, also on the plots', async () => {
  page = await site.open('#explore?curve=x', { width: 390, height: 844, isTouched: true });
  await slider().waitFor();
  expect(await pinch(page, '.u-over')).toBeGreaterThan(1.2);
  await expectSoon(range, [-5, 5]);
});

test('on a narrow page the formulas are together above the plots, which show the names of their curves', async () => {
  const long = 'x <= 0 ? alpha * x : x / (1 + abs(x))';
  page = await site.open(`#explore?curve=leakyRelu&curve=${encodeURIComponent(long)}`, {
    width: 390,
    height: 844,
  });
  const tops = async () => {
    const all = [formula(1), formula(2), slider()].map((each) => each.boundingBox());
    return (await Promise.all(all)).map((box) => box?.y ?? 0);
  };
  await expectSoon(async () => {
    const [first, second, plot] = await tops();
    return first < second && second < plot;
  }, true);
  const names = page.getByRole('list', { name: 'Curves' }).locator('.name');
  expect(await names.allTextContents()).toEqual(['leakyRelu', long]);
  expect(await cutOff('.chip .name')).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expectSoon(async () => {
    const [, second, plot] = await tops();
    return second < plot + 200;
  }, true);
});

test('a button copies the link with the current state, and the footer names the package', async () => {
  page = await site.open('#explore?curve=mish&curve=x');
  await formula(2).fill('x * tanh(x)');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied to the clipboard').waitFor({ state: 'attached' });
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(decodeURIComponent(copied.hash)).toBe('#explore?curve=mish&curve=x+*+tanh(x)');
  const footer = page.getByRole('contentinfo');
  expect(await footer.textContent()).toContain(
    'npm install tfjs-advanced-activations @tensorflow/tfjs',
  );
  expect(await footer.textContent()).toContain('docs/activations/mish.md');
});

test('a step is drawn as a gap, not as a steep line', async () => {
  page = await site.open('#explore?curve=x%20%3C%200.1%20%3F%200%20%3A%201');
  await slider().waitFor();
  const { width, height } = await plotBox();
  // Two horizontal lines with a thickness of two pixels, or slightly more.
  expect(await dots(0, 1)).toBeLessThan(3 * width);
  expect(height).toBeGreaterThan(200);
  const column = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.plot canvas');
    const { width, height } = canvas as HTMLCanvasElement;
    const context = canvas?.getContext('2d') as CanvasRenderingContext2D;
    const color = getComputedStyle(document.documentElement).getPropertyValue('--curve-1');
    const [red, green, blue] = (color.match(/\w\w/g) ?? []).map((part) =>
      Number.parseInt(part, 16),
    );
    const { data } = context.getImageData(0, 0, width, height);
    const counts = Array.from({ length: width }, (_, x) => {
      let count = 0;
      for (let y = 0; y < height; y++) {
        const i = 4 * (y * width + x);
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count++;
      }
      return count;
    });
    return Math.max(...counts);
  });
  expect(column).toBeGreaterThan(0);
  expect(column).toBeLessThan(10);
});

test('the values are also available as a description and as a table', async () => {
  page = await site.open('#explore?curve=x*x%2B1&x=-2..2');
  await page.getByText('Description and table of values').click();
  await page
    .getByText(
      'x*x+1: for x from −2 to 2, the minimum is 1 at x = 0, and the maximum is 5 at x = −2. At x = 0',
    )
    .waitFor();
  const row = page.getByRole('row', { name: '−1.2' });
  expect(await row.getByRole('cell').allTextContents()).toEqual(['2.44', '−2.4', '2']);
});

test('a link restores curves, parameters, range, cursor and settings', async () => {
  page = await site.open();
  await formula(1).fill('max(x, slope * x)');
  await page.getByLabel('slope, as a number').fill('0.125');
  await page.getByLabel('x from').fill('-3');
  await page.getByRole('checkbox', { name: 'f″' }).uncheck();
  await slider().press('End');
  await slider().press('ArrowLeft');
  const before = await shown();
  await link('curvature=false');
  const hash = await link('at=4.92');
  expect(before).toContain('max(x, slope * x): 4.92, 1, 0');
  await page.context().close();
  page = await site.open(hash);
  await expectSoon(shown, before);
  await expectSoon(range, [-3, 5]);
  expect(await page.getByLabel('slope, as a number').inputValue()).toBe('0.125');
  await expectSoon(() => page.locator('figure').count(), 2);
});

test('the invalid parts of a link are reported, and the rest is shown', async () => {
  page = await site.open(
    '#nowhere?curve=tanh(&curve=leakyRelu;alpha=-1;beta=2&curve=x;a&x=5..1&slope=maybe',
  );
  const notice = page.locator('.notice');
  await expectSoon(
    () => notice.getByRole('listitem').allTextContents(),
    [
      "There is no page 'nowhere'. Expected one of: explore, kernels, train, speed.",
      "The formula 'tanh(' cannot be read: Unexpected end of formula. Expected a number, a name or a call.",
      "alpha of 'leakyRelu' cannot be '-1'. Expected a number, at least 0.",
      "'leakyRelu' has no parameter 'beta'.",
      "'x' has no parameter 'a'.",
      "The range of x is not valid: '5..1'. Expected two numbers, such as -4..4.",
      "'slope' cannot be 'maybe'.",
    ],
  );
  await expectSoon(
    shown,
    'x 1. x, drawn until its new formula is valid: 1, 1, 0; leakyRelu: 1, 1, 0; x: 1, 1, 0',
  );
  expect(await formula(1).inputValue()).toBe('tanh(');
  await page
    .getByRole('alert')
    .getByText('Unexpected end of formula. Expected a number')
    .last()
    .waitFor();
  await page.getByText('The plots show x', { exact: true }).waitFor();
  await notice.getByRole('button', { name: 'Close' }).click();
  await expectSoon(() => notice.count(), 0);
});

test('the browser history moves between the pages', async () => {
  page = await site.open('#explore?curve=tanh');
  await page.getByRole('link', { name: 'Kernels' }).click();
  await page.getByRole('heading', { name: 'Mathematics of tanh' }).waitFor();
  await page.goBack();
  await slider().waitFor();
  expect(await page.getByRole('link', { name: 'Explore' }).getAttribute('aria-current')).toBe(
    'page',
  );
});
