import type { Page } from 'playwright-core';
import { Batches } from '../../playground/src/train/batches.js';
import { DATA_SETS, EXTENT, makePoints } from '../../playground/src/train/data_sets.js';
import { History } from '../../playground/src/train/history.js';
import { onGrid, readPoints, writePoints } from '../../playground/src/train/own_points.js';
import { violationsOf } from '../support/axe.js';
import { pinch } from './pinch.js';
import { useSite } from './site.js';
import { expectSoon } from './soon.js';

const site = useSite();

/** Opens a link, runs a test, and expects no errors in the browser. */
async function opened(link: string, test: (page: Page) => Promise<void>): Promise<void> {
  const page = await site.open(link);
  await page.locator('.model').first().waitFor();
  await test(page);
  expect(site.complaints).toEqual([]);
  await page.context().close();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const losses = (page: Page) =>
  page.locator('.model data.loss').evaluateAll((all) => {
    return all.map((each) => Number((each as HTMLDataElement).value));
  });

const step = (page: Page) =>
  page.locator('.steps data').evaluate((each) => Number((each as HTMLDataElement).value));

const tensors = (page: Page): Promise<number> =>
  page.evaluate('globalThis._tfengine.memory().numTensors');

const regions = (page: Page) =>
  page.locator('.model canvas').evaluateAll((all) => {
    return all.map((each) => (each as HTMLCanvasElement).toDataURL());
  });

async function reach(page: Page, wanted: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    return Number(document.querySelector<HTMLDataElement>('.steps data')?.value) >= wanted;
  }, wanted);
}

/** Trains at least this number of steps, and pauses. */
async function train(page: Page, steps: number): Promise<void> {
  const goal = (await step(page)) + steps;
  await button(page, 'Start').click();
  await reach(page, goal);
  await button(page, 'Pause').click();
  await page.getByText(/^Paused at step/).waitFor({ state: 'attached' });
}

/** Trains exactly this number of steps. */
async function stepTimes(page: Page, times: number): Promise<void> {
  const goal = (await step(page)) + times;
  for (let i = 0; i < times; i++) await button(page, 'Step').click();
  await reach(page, goal);
}

async function switchTo(page: Page, backend: string): Promise<void> {
  await page.getByLabel('Backend').selectOption(backend);
  await page.locator(`.models[data-backend="${backend}"]`).waitFor();
}

const SMALL = 'points=100&layers=1&units=8';

test('a seed always gives the same points, all of them in the plane, half of each class', () => {
  for (const name of DATA_SETS) {
    const points = makePoints(name, { count: 100, noise: 1, seed: 3 });
    expect(makePoints(name, { count: 100, noise: 1, seed: 3 })).toEqual(points);
    expect(makePoints(name, { count: 100, noise: 1, seed: 4 })).not.toEqual(points);
    expect(points.filter(({ label }) => label === 1)).toHaveLength(50);
    for (const { x, y } of points)
      expect(Math.max(Math.abs(x), Math.abs(y))).not.toBeGreaterThan(EXTENT);
  }
});

test('an epoch contains each point once, and only current points after points were removed', () => {
  const points = makePoints('moons', { count: 30, noise: 0, seed: 1 });
  const batches = new Batches(10, 1);
  const epoch = [...batches.next(points), ...batches.next(points), ...batches.next(points)];
  expect(new Set(epoch)).toEqual(new Set(points));
  const fewer = points.slice(0, 4);
  batches.next(points);
  const batch = batches.next(fewer);
  expect(batch).toHaveLength(4);
  for (const point of batch) expect(fewer).toContain(point);
});

test("the user's points are the same after they are written to a link and read from it", () => {
  const points = makePoints('spiral', { count: 50, noise: 0.5, seed: 1 }).map(onGrid);
  expect(readPoints(writePoints(points))).toEqual(points);
  expect(readPoints('a~~bzz!')).toHaveLength(1);
});

test('a long history keeps evenly spaced steps, including the first and the last', () => {
  const history = new History();
  for (let step = 0; step <= 20005; step++) {
    if (history.wants(step) || step === 20005) {
      history.add(step, [{ loss: step, accuracy: 0, learned: {} }]);
    }
  }
  const { steps } = history;
  expect(steps.length).toBeLessThan(602);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(20005);
  const gaps = new Set(steps.slice(1, -1).map((step, i) => step - steps[i]));
  expect(gaps.size).toBe(1);
  expect(history.column(0, ({ loss }) => loss)).toEqual(steps);
});

test('on a spiral, relu, mish and prelu learn, the regions and alpha change, and no tensor is leaked', async () => {
  await opened('#train?curve=relu&curve=mish&curve=prelu', async (page) => {
    const [before, first] = [await losses(page), await regions(page)];
    expect(before).toHaveLength(3);
    await train(page, 20);
    const early = await tensors(page);
    await train(page, 400);
    expect(await tensors(page)).toBe(early);
    for (const [i, loss] of (await losses(page)).entries())
      expect(loss).toBeLessThan(0.9 * before[i]);
    for (const [i, region] of (await regions(page)).entries()) expect(region).not.toBe(first[i]);

    const words = await page.locator('.learned-values').textContent();
    const [, initial, ...now] =
      /was (\S+) and is now (\S+) in layer 1, (\S+) in layer 2/.exec(words ?? '') ?? [];
    expect(Number(initial)).toBe(0.5);
    expect(now).toHaveLength(2);
    for (const alpha of now)
      expect(Math.abs(Number(alpha.replace('−', '-')) - 0.5)).toBeGreaterThan(0.02);
  });
}, 60000);

test('the same seed gives the same losses, and another seed gives others', async () => {
  let start: number[] = [];
  await opened(`#train?curve=mish&curve=elu&backend=cpu&${SMALL}`, async (page) => {
    start = await losses(page);
    await stepTimes(page, 8);
    const once = await losses(page);
    expect(once).not.toEqual(start);

    await button(page, 'Reset').click();
    await page.waitForFunction(() => {
      return document.querySelector<HTMLDataElement>('.steps data')?.value === '0';
    });
    expect(await losses(page)).toEqual(start);
    await stepTimes(page, 8);
    expect(await losses(page)).toEqual(once);
  });
  await opened(`#train?curve=mish&curve=elu&backend=cpu&seed=2&${SMALL}`, async (page) => {
    expect(await losses(page)).not.toEqual(start);
  });
}, 60000);

test('training continues on another backend with the same loss to 1e-3', async () => {
  await opened(`#train?curve=prelu&curve=mish&backend=cpu&${SMALL}`, async (page) => {
    for (const backend of ['wasm', 'webgl', 'webgpu', 'cpu']) {
      await train(page, 8);
      const before = await losses(page);
      await switchTo(page, backend);
      for (const [i, loss] of (await losses(page)).entries()) {
        expect(Math.abs(loss - before[i])).toBeLessThan(1e-3 * before[i]);
      }
    }
    const goal = (await step(page)) + 40;
    await button(page, 'Start').click();
    await switchTo(page, 'wasm');
    await reach(page, goal);
    await button(page, 'Pause').click();
  });
}, 60000);

test('the state of the optimizer moves with the weights: a run with a switch of the backend ends like one without', async () => {
  const link = `#train?curve=tanh&curve=gelu&backend=cpu&${SMALL}`;
  const ends: number[][] = [];
  for (const middle of ['cpu', 'wasm']) {
    await opened(link, async (page) => {
      await stepTimes(page, 8);
      await switchTo(page, middle);
      await stepTimes(page, 8);
      ends.push(await losses(page));
    });
  }
  const [without, switched] = ends;
  for (const [i, loss] of switched.entries()) {
    expect(Math.abs(loss - without[i])).toBeLessThan(1e-3 * without[i]);
  }
}, 60000);

test('points can be drawn with the mouse and the keyboard, and are learned', async () => {
  await opened('#train?data=own&curve=relu&curve=silu', async (page) => {
    await expect(button(page, 'Start').isDisabled()).resolves.toBe(true);
    const board = page.locator('.board');
    await board.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await board.boundingBox()) as {
      [side in 'x' | 'y' | 'width' | 'height']: number;
    };
    const draw = async (name: string, along: number) => {
      await page.getByLabel(name, { exact: true }).check();
      await page.mouse.move(x + width * along, y + height * 0.1);
      await page.mouse.down();
      await page.mouse.move(x + width * along, y + height * 0.9, { steps: 30 });
      await page.mouse.up();
    };
    await draw('Disc', 0.2);
    await draw('Square', 0.8);
    const countOf = async () =>
      Number(/(\d+) points/.exec((await board.getAttribute('aria-label')) ?? '')?.[1]);
    const drawn = await countOf();
    expect(drawn).toBeGreaterThan(12);

    await board.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    expect(await countOf()).toBe(drawn + 1);
    await page.keyboard.press('Delete');
    expect(await countOf()).toBe(drawn);

    await train(page, 150);
    await expect(page.getByText('100.0 %').count()).resolves.toBe(2);
    await page.waitForFunction(() => /own=[ab]/.test(location.hash));
  });
}, 60000);

test('two fingers zoom the page on the drawing board, and draw nothing', async () => {
  const page = await site.open('#train?data=own&own=a00bzz&curve=relu', {
    width: 390,
    height: 844,
    isTouched: true,
  });
  await page.locator('.model').first().waitFor();
  expect(await pinch(page, '.board')).toBeGreaterThan(1.2);
  expect(await page.locator('.board').getAttribute('aria-label')).toContain(' 2 points');
  await page.context().close();
}, 60000);

test('a network that diverges is reported with the step, and the others train on', async () => {
  await opened(
    `#train?curve=x*x&curve=tanh&optimizer=sgd&rate=3&${SMALL}&layers=4`,
    async (page) => {
      await button(page, 'Start').click();
      await page
        .getByText(/diverged at step \d+: the loss is (NaN|Infinity)/)
        .first()
        .waitFor();
      const now = await step(page);
      await reach(page, now + 20);
      expect(Number.isFinite((await losses(page))[1])).toBe(true);
    },
  );
}, 60000);

test('a backend that the browser does not support cannot be chosen, the reason is shown, and another one is used', async () => {
  const page = await site.open(`#train?curve=mish&backend=webgpu&${SMALL}`);
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });
  });
  await page.reload();
  await page.locator('.models[data-backend="cpu"]').waitFor();
  await page.getByText('WebGPU: This browser has no WebGPU.').waitFor();
  expect(await page.locator('option[value="webgpu"]').isDisabled()).toBe(true);
  expect(await page.getByRole('alert').textContent()).toContain('cpu is used instead');
  expect(await page.getByLabel('Backend').inputValue()).toBe('cpu');
  await train(page, 5);
  await page.context().close();
}, 60000);

/** Takes away the graphics card on which the backend computes. */
const takeCardAway: Readonly<Record<string, string>> = {
  webgl: "_tfengine.backend.gpgpu.gl.getExtension('WEBGL_lose_context').loseContext()",
  webgpu: '_tfengine.backend.device.destroy()',
};

for (const [backend, script] of Object.entries(takeCardAway)) {
  test(`when the browser takes the graphics card of ${backend} away, a button starts again`, async () => {
    await opened(`#train?curve=mish&backend=${backend}&${SMALL}`, async (page) => {
      const first = await losses(page);
      await button(page, 'Start').click();
      await reach(page, 3);
      await page.evaluate(script);
      await page.getByRole('alert').getByText('took the graphics card away').waitFor();
      await button(page, 'Start again').click();
      await page.locator(`.models[data-backend="${backend}"]`).waitFor();
      await expectSoon(() => step(page), 0);
      expect(await page.getByRole('alert').count()).toBe(0);
      for (const [i, loss] of (await losses(page)).entries()) expect(loss).toBeCloseTo(first[i], 4);
      await train(page, 5);

      await page.evaluate(script);
      await button(page, 'Start again').waitFor();
      await switchTo(page, 'cpu');
      await train(page, 5);
    });
  }, 60000);
}

test('the page says why a backend on a software renderer is slow', async () => {
  await opened(`#train?curve=mish&backend=cpu&${SMALL}`, async (page) => {
    const note = page.locator('#backend-note');
    expect(await note.textContent()).toBe('');
    for (const [backend, label] of [
      ['webgl', 'WebGL'],
      ['webgpu', 'WebGPU'],
    ]) {
      await switchTo(page, backend);
      expect(await note.textContent()).toMatch(
        new RegExp(`^${label}: This browser has no graphics card to use.*SwiftShader.*slower`, 'i'),
      );
    }
    await switchTo(page, 'wasm');
    await expectSoon(() => note.textContent(), '');
  });
}, 60000);

test('for a formula that cannot be a layer the page says why, and the others train', async () => {
  await opened(`#train?curve=name*x&curve=tanh&${SMALL}`, async (page) => {
    await page
      .getByText(/This activation cannot be trained: A parameter cannot have the name/)
      .first()
      .waitFor();
    await train(page, 5);
    expect(Number.isFinite((await losses(page))[1])).toBe(true);
  });
}, 60000);

test('the range of each number is shown beside it, and an invalid number in a link is reported with what was expected', async () => {
  await opened(`#train?curve=elu&backend=cpu&${SMALL}&layers=9&rate=0`, async (page) => {
    expect(await page.locator('.notice li').allTextContents()).toEqual([
      "'layers' cannot be '9'. Expected a whole number from 1 to 6.",
      "'rate' cannot be '0'. Expected a number from 1e−5 to 10.",
    ]);
    const ranges = {
      'Points, as a number': '10 to 1,000',
      'Noise, as a number': '0 to 2',
      Seed: '0 to 9,999',
      'Hidden layers': '1 to 6',
      'Learning rate': '1e−5 to 10',
    };
    for (const [label, range] of Object.entries(ranges)) {
      const id = await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby');
      expect([label, await page.locator(`[id="${id}"]`).textContent()]).toEqual([label, range]);
    }
    await page.getByLabel('Hidden layers').fill('1.5');
    await page
      .getByText('Expected a whole number from 1 to 6. Received: 1.5. The value is still 2.')
      .waitFor();
  });
}, 60000);

test('a parameter can be chosen to be learned', async () => {
  await opened(`#train?curve=elu&backend=cpu&${SMALL}`, async (page) => {
    expect(await page.locator('.learned-values').count()).toBe(0);
    await page.getByLabel('alpha of elu').check();
    await page.locator('.learned-values').waitFor();
    await train(page, 60);
    expect(await page.locator('.learned-values').textContent()).toMatch(
      /alpha was 1 and is now −?0?[.\d]+/,
    );
  });
}, 60000);

const titles = (page: Page) =>
  page.locator('.model-head').evaluateAll((all) => {
    const textOf = (element: Element | null) => element?.textContent ?? '';
    return all.map((head) =>
      ['.name', '.companion']
        .map((part) => textOf(head.querySelector(part)))
        .join(' ')
        .trim(),
    );
  });

const curvesOfLink = (page: Page) =>
  page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).getAll('curve'));

/** Opens the catalogue, searches for a name and chooses it, with the keyboard. */
async function compareWith(page: Page, name: string): Promise<void> {
  await page.locator('.compare > button').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox').waitFor();
  await page.keyboard.type(name);
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.locator('dialog .content').waitFor({ state: 'detached' });
}

test('a single curve is compared with relu, which can be replaced or removed', async () => {
  await opened(`#train?curve=elu&backend=cpu&${SMALL}`, async (page) => {
    expect(await titles(page)).toEqual(['elu', 'relu for comparison']);
    await compareWith(page, 'mish');
    await expectSoon(() => titles(page), ['elu', 'mish']);
    await expectSoon(() => curvesOfLink(page), ['elu', 'mish']);
    await button(page, 'Remove mish').click();
    await expectSoon(() => titles(page), ['elu']);
  });
  await opened(`#train?curve=elu&backend=cpu&${SMALL}`, async (page) => {
    await stepTimes(page, 3);
    const before = await losses(page);
    await compareWith(page, 'relu');
    await expectSoon(() => titles(page), ['elu', 'relu']);
    await expectSoon(() => curvesOfLink(page), ['elu', 'relu']);
    expect(await step(page)).toBe(3);
    expect(await losses(page)).toEqual(before);
  });
  await opened(`#train?curve=elu&backend=cpu&${SMALL}`, async (page) => {
    await button(page, 'Remove relu').click();
    await expectSoon(() => titles(page), ['elu']);
    await train(page, 5);
    await page.waitForFunction(() => location.hash.includes('companion=false'));
    await page.reload();
    await page.locator('.model').first().waitFor();
    expect(await titles(page)).toEqual(['elu']);
  });
}, 60000);

test('the keyboard adds one curve at a time and none twice, and the focus is kept', async () => {
  await opened(`#train?curve=elu&curve=tanh&backend=cpu&${SMALL}`, async (page) => {
    const hasFocus = () => page.locator('.compare :focus, .compare:focus').count();
    await page.locator('.compare > button').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    expect(await page.locator('.model').count()).toBe(2);
    await compareWith(page, 'mish');
    await expectSoon(() => titles(page), ['elu', 'tanh', 'mish']);
    expect(await hasFocus()).toBe(1);
    await compareWith(page, 'elu');
    await page.getByText('elu is already there.').waitFor();
    expect(await titles(page)).toEqual(['elu', 'tanh', 'mish']);
    await compareWith(page, 'sigmoid');
    await expectSoon(() => titles(page), ['elu', 'tanh', 'mish', 'sigmoid']);
    await page.getByText('At most 4 activations').waitFor();
    expect(await hasFocus()).toBe(1);
  });
}, 60000);

test('training pauses while another page is shown, and there is only one trainer, whatever changes', async () => {
  await opened(`#train?curve=elu&curve=prelu&backend=cpu&${SMALL}`, async (page) => {
    const untrained = await tensors(page);
    await button(page, 'Start').click();
    await reach(page, 20);
    await page.getByRole('link', { name: 'Explore' }).click();
    await page.getByRole('heading', { name: 'Explore' }).waitFor();
    await page.waitForTimeout(300);
    const trained = await tensors(page);
    await page.waitForTimeout(300);
    expect(await tensors(page)).toBe(trained);

    await page.getByRole('link', { name: 'Train' }).click();
    await page.getByText('Training was paused when you left').waitFor();
    const left = await step(page);
    expect(left).not.toBeLessThan(20);
    expect(await tensors(page)).toBe(trained);
    await button(page, 'Start').click();
    await reach(page, left + 20);
    expect(await page.getByText('Training was paused').count()).toBe(0);
    await button(page, 'Pause').click();
    await page.getByText(/^Paused at step/).waitFor({ state: 'attached' });
    expect(await tensors(page)).toBe(trained);

    await button(page, 'Reset').click();
    await expectSoon(() => step(page), 0);
    await expectSoon(() => tensors(page), untrained);

    await stepTimes(page, 2);
    await page.getByRole('link', { name: 'Explore' }).click();
    await button(page, 'Remove curve 1').click();
    await page.getByRole('link', { name: 'Train' }).click();
    await page.getByText('so training starts again').waitFor();
    await expectSoon(() => titles(page), ['prelu', 'relu for comparison']);
    expect(await step(page)).toBe(0);
    await expectSoon(() => tensors(page), untrained);
  });
}, 60000);

test('before the first steps, a hint is shown in place of the charts', async () => {
  await opened(`#train?curve=elu&curve=prelu&backend=cpu&${SMALL}`, async (page) => {
    expect(await page.getByText('Press Start to train.').count()).toBe(2);
    await stepTimes(page, 1);
    await page.locator('.line-chart').nth(2).waitFor();
    expect(await page.getByText('Press Start to train.').count()).toBe(0);
  });
}, 60000);

test('the legend has the dashes of the lines, and does not repeat the step of the heading', async () => {
  await opened(`#train?curve=elu&curve=tanh&curve=mish&backend=cpu&${SMALL}`, async (page) => {
    await stepTimes(page, 1);
    const chart = page.locator('.line-chart').first();
    const samples = await chart
      .locator('.u-series:not(:first-child) .u-marker')
      .evaluateAll((all) =>
        all.map((each) => {
          const { backgroundImage } = getComputedStyle(each);
          return [...backgroundImage.matchAll(/ (\d+)px/g)].map(([, length]) => Number(length));
        }),
      );
    expect(samples).toEqual([[], [0, 9, 9, 13], [0, 3, 3, 6]]);
    const stepOfLegend = chart.locator('.u-series').first();
    expect(await stepOfLegend.isVisible()).toBe(false);
    await chart.hover();
    await stepOfLegend.waitFor();
  });
}, 60000);

test('on a phone the settings come before the results, and the names are readable', async () => {
  const link = `#train?curve=parametricSoftplus&curve=x*sigmoid(beta*x)&backend=cpu&${SMALL}`;
  const page = await site.open(link, { width: 390, height: 844 });
  await page.locator('.model').first().waitFor();
  const top = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    return box?.y ?? Number.NaN;
  };
  const parts = ['#data-title', '#network-title', '.controls', '.model', '#loss-title'];
  const tops = await Promise.all(parts.map(top));
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  const names = page.locator('.model .name');
  expect(await names.allTextContents()).toEqual(['parametricSoftplus', 'x*sigmoid(beta*x)']);
  const cutOff = await names.evaluateAll((all) =>
    all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1),
  );
  expect(cutOff).toEqual([]);
  await page.context().close();
}, 60000);

const LONG = '#train?curve=relu&curve=max(x,alpha*x)%2Bbeta*sin(x)&curve=prelu';

test.each([
  [1280, false, LONG],
  [1280, true, `${LONG}&data=own&own=a00bzz`],
  [360, false, `${LONG}&data=own&own=a00bzz`],
  [360, true, LONG],
])(
  'a page of %i pixels, dark: %s, does not scroll sideways, and axe finds no violations',
  async (width, isDark, link) => {
    const page = await site.open(link, { width, isDark });
    await page.locator('.model').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  },
  60000,
);
