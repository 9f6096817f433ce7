import { TYPESCRIPT, text } from '../support/programs.js';
import { testInBrowser } from '../support/test_in_browser.js';

jest.setTimeout(120000);

// Each example runs as a reader runs it, in a separate process with the built package. The tests read from its output
// what the example demonstrates.

const runExample = (name: string) => runInNode([...TYPESCRIPT, `examples/${name}/main.ts`]);

/** The groups of a pattern that must occur exactly once in the output of an example. */
function read(output: string, pattern: RegExp): string[] {
  const places = [...output.matchAll(new RegExp(pattern, 'gm'))];
  if (places.length !== 1) throw new Error(`Expected ${pattern} once in:\n${output}`);
  return places[0].slice(1);
}

/** The numbers in the rows of a table. */
function rowsOf(output: string, row: RegExp): number[][] {
  return [...output.matchAll(new RegExp(row, 'gm'))].map(([, ...cells]) => cells.map(Number));
}

test('the attention example gives no weight to later words or to padding', async () => {
  const output = await runExample('attention');
  const shares = [...output.matchAll(/^ *\S+((?: +\d+%){5})$/gm)].map(([, row]) =>
    [...row.matchAll(/\d+/g)].map(Number),
  );
  expect(shares.length).toBe(10);
  const [first, second] = [shares.slice(0, 5), shares.slice(5)];
  first.forEach((row, query) => {
    expect(row.slice(query + 1).every((share) => share === 0)).toBe(true);
    expect(Math.abs(row.reduce((a, b) => a + b) - 100)).toBeLessThanOrEqual(2);
  });
  expect(second[0]).toEqual([100, 0, 0, 0, 0]);
  expect(second[1].slice(2)).toEqual([0, 0, 0]);
  expect(
    second
      .slice(2)
      .flat()
      .every((share) => share === 0),
  ).toBe(true);
});

describe('the example of a custom activation', () => {
  let output: string;
  beforeAll(async () => {
    output = await runExample('own_activation');
  });

  const wavelet = (x: number, frequency: number) =>
    Math.cos(frequency * x) * Math.exp((-x * x) / 2);

  test('prints the correct value and slope, to the digits shown', () => {
    const [value, slope] = read(output, /wavelet\(0\.5\) = (\S+), its slope (\S+)$/).map(Number);
    const step = 1e-5;
    const rise = wavelet(0.5 + step, 2) - wavelet(0.5 - step, 2);
    expect(Math.abs(value - wavelet(0.5, 2))).toBeLessThan(6e-4);
    expect(Math.abs(slope - rise / (2 * step))).toBeLessThan(6e-4);
  });

  test('trains the activation by name and inside another formula: the loss falls below a hundredth', () => {
    const [before, after] = read(output, /loss (\S+) before, (\S+) after/).map(Number);
    expect(before).toBeGreaterThan(0.1);
    expect(after).toBeLessThan(before / 100);
  });

  test('learns the frequency of a pulse to 0.01 from an initial error of 2', () => {
    const [first, learned, truth] = read(
      output,
      /initial frequency (\S+), learned (\S+), true (\S+)/,
    ).map(Number);
    expect(Math.abs(first - truth)).toBe(2);
    expect(Math.abs(learned - truth)).toBeLessThan(0.01);
  });

  test('saves the definition in the model: a process without it computes the same', () => {
    const [formula, frequency, value] = read(
      output,
      /^loaded elsewhere: (.+), frequency (\S+), value at 0\.5 (\S+)$/,
    );
    expect(formula).toBe('cos(frequency * x) * exp(-x * x / 2)');
    expect(Math.abs(Number(value) - wavelet(0.5, Number(frequency)))).toBeLessThan(1e-3);
    expect(read(output, /learned (\S+),/)).toEqual([frequency]);
  });
});

describe('the example of a gradient penalty', () => {
  let output: string;
  beforeAll(async () => {
    output = await runExample('gradient_penalty');
  });

  test('brings the norm of the gradient to 1 within 0.1, and the distance to 1 within 0.2', () => {
    const rows = rowsOf(output, /^ *(\d+) +(\S+) +(\S+)$/);
    const [, distanceAtFirst, normAtFirst] = rows[0];
    expect(Math.abs(normAtFirst - 1)).toBeGreaterThan(0.3);
    expect(Math.abs(distanceAtFirst - 1)).toBeGreaterThan(0.3);
    const later = rows.slice(-3);
    expect(later).toHaveLength(3);
    for (const [, distance, norm] of later) {
      expect(Math.abs(norm - 1)).toBeLessThan(0.1);
      expect(Math.abs(distance - 1)).toBeLessThan(0.2);
    }
  });

  test("needs the gradient of a gradient, which tfjs's own layer does not have", () => {
    const [message] = read(output, /^with tf\.layers\.leakyReLU: (.+)$/);
    expect(message).toMatch(/gradient function not found/);
  });
});

describe('the example of a Keras model', () => {
  let output: string;
  beforeAll(async () => {
    output = await runExample('from_keras');
  });

  test('loads all layers, six of which tfjs alone gets wrong', () => {
    const layers = [...output.matchAll(/^\S+ +\S+ +loads(; tfjs by itself .+)?$/gm)];
    expect(layers).toHaveLength(11);
    expect(layers.filter(([, note]) => note !== undefined)).toHaveLength(6);
  });

  test('differs from Keras by less than 1e-5, before and after training', () => {
    const differences = rowsOf(output, /^outputs.* differ from Keras by at most (\S+)$/).flat();
    expect(differences).toHaveLength(2);
    for (const difference of differences) expect(difference).toBeLessThan(1e-5);
  });

  test('has losses that fall and are within 1e-5 of those of Keras', () => {
    const steps = rowsOf(output, /^(\d) +(\S+) +(\S+)$/);
    expect(steps).toHaveLength(5);
    for (const [i, [, here, inKeras]] of steps.entries()) {
      expect(Math.abs(here - inKeras)).toBeLessThan(1e-5);
      if (i > 0) expect(here).toBeLessThan(steps[i - 1][1]);
    }
  });
});

test('a tagger with a GRU and a classifier with a transformer equal those of Keras, before and after training', async () => {
  const output = await runExample('sequences');
  const differences = rowsOf(output, /^outputs.* differ from Keras by at most (\S+)$/).flat();
  expect(differences).toHaveLength(4);
  for (const difference of differences) expect(difference).toBeLessThan(1e-5);
  const steps = rowsOf(output, /^\d +(\S+) +(\S+)$/);
  expect(steps).toHaveLength(10);
  for (const [here, inKeras] of steps) expect(Math.abs(here - inKeras)).toBeLessThan(1e-5);
});

test('a model moves from backend to backend, predicts the same to 1e-5 and trains further', async () => {
  const output = await runExample('between_backends');
  const missing = [...output.matchAll(/^(\w+) +is not installed$/gm)].map(([, name]) => name);
  expect(missing.filter((name) => name !== 'tensorflow')).toEqual([]);
  const legs = rowsOf(output, /^[a-z]+ (?: +(\S+e\S+))? +(0\.\d+) +(0\.\d+)$/);
  expect(legs).toHaveLength(3 - missing.length);
  for (const [i, [difference, before, after]] of legs.entries()) {
    expect(after).toBeLessThan(before);
    if (i === 0) continue;
    expect(difference).toBeLessThan(1e-5);
    expect(Math.abs(before - legs[i - 1][2])).toBeLessThan(2e-4);
  }
});

testInBrowser('a page of script tags learns two spirals', async () => {
  const program = `
    import { pathToFileURL } from 'node:url';
    import { launchBrowser } from './scripts/browser.js';
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
      const errors = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('requestfailed', (request) => errors.push(request.url()));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(pathToFileURL('examples/script_tag/index.html').href);
      await page.waitForFunction(() => !/^(Loading|Training)/.test(
        document.getElementById('status').textContent));
      const said = await page.textContent('#status');
      const colours = await page.evaluate(() => {
        const { width, height } = document.querySelector('canvas');
        const context = document.querySelector('canvas').getContext('2d');
        const { data } = context.getImageData(0, 0, width, height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      console.log(JSON.stringify({ errors, said, colours, overflow }));
    } finally {
      await browser.close();
    }`;
  const { errors, said, colours, overflow } = JSON.parse(await runInNode(text(program)));
  expect(errors).toEqual([]);
  const [loss, accuracy, least, most] = read(
    said,
    /loss is (\S+) and the accuracy (\d+) %\. .* between (\S+) and (\S+)\.$/,
  ).map((text) => Number(text.replace('−', '-')));
  expect(loss).toBeLessThan(0.05);
  expect(accuracy).toBeGreaterThanOrEqual(98);
  expect(most - least).toBeGreaterThan(0.1);
  expect(colours).toBeGreaterThan(50);
  expect(overflow).toBe(0);
});
