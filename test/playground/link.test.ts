import { catalogue } from '../../playground/src/catalogue.js';
import { allows, catalogueCurve, parameterOf, typedCurve } from '../../playground/src/curve.js';
import { type Link, PAGES, readLink, writeLink } from '../../playground/src/link.js';
import { isView, panned, zoomed } from '../../playground/src/view.js';
import { defineFunctions } from '../../src/catalogue/functions.js';

beforeAll(defineFunctions);

const link = (parts: Partial<Link>): Link => ({
  page: 'explore',
  curves: [catalogueCurve('mish')],
  view: { min: -5, max: 5 },
  settings: new Map(),
  ...parts,
});

test('a link that is written and read is the same, for each page and each activation of the catalogue', () => {
  for (const page of PAGES) {
    for (const name of Object.keys(catalogue)) {
      const curve = catalogueCurve(name);
      const values = Object.entries(curve.parameters).map(([key, value]) => [key, value + 0.125]);
      const changed = { ...curve, parameters: Object.fromEntries(values) };
      const formula = typedCurve(curve.formula, {
        alpha: -1e-9,
        beta: 1 / 3,
        threshold: 12345.678,
      });
      const written = link({
        page,
        curves: [curve, changed, formula],
        view: { min: -0.001, max: 1e5 },
        settings: new Map([['rate', '0.1 & more = 2?']]),
      });
      expect(readLink(writeLink(written))).toEqual({ link: written, faults: [] });
    }
  }
});

test('an invalid formula is kept as a draft of the previous curve', () => {
  for (const draft of ['', 'x * tnah(', 'x; ?1 & 2 = 3', ';?']) {
    const written = link({ curves: [{ ...catalogueCurve('mish'), draft }, typedCurve('a * x')] });
    expect(readLink(writeLink(written))).toEqual({ link: written, faults: [] });
  }
});

test('an invalid formula is kept for correction, and a valid one is used', () => {
  const [broken] = readLink('#explore?curve=tanh(').link.curves;
  expect(broken.draft).toBe('tanh(');
  expect(readLink(writeLink(link({ curves: [broken] }))).link.curves).toEqual([broken]);
  const [mended] = readLink('#explore?curve=mish;?a*tanh(x)').link.curves;
  expect(mended).toEqual(typedCurve('a*tanh(x)'));
});

test('an empty link shows two curves, one of them with a parameter', () => {
  const { link, faults } = readLink('');
  expect(faults).toEqual([]);
  expect(link.page).toBe('explore');
  expect(link.curves.map(({ name }) => name)).toEqual(['mish', undefined]);
  expect(link.curves[1].parameters).toEqual({ beta: 0.5 });
});

test('any link results in one to four curves whose parameters are in their ranges', () => {
  const links = [
    '#explore?curve=',
    '#explore?curve=__proto__',
    '#explore?curve=constructor;x=1',
    '#explore?curve=x%&x=%E0%A4%A',
    '#explore?curve=leakyRelu;alpha=NaN;alpha=;__proto__=1;alpha=Infinity',
    '#explore?curve=relu;maxValue=-Infinity&curve=x&curve=x&curve=x&curve=x&curve=x',
    '#explore?curve=y1*x',
    `#explore?curve=${'('.repeat(5000)}`,
    '#explore?x=-1e300..1e300',
    '#explore?x=1..1',
    '#?',
    '#/kernels',
  ];
  for (const hash of links) {
    const { link, faults } = readLink(hash);
    expect(link.curves.length).toBeGreaterThanOrEqual(1);
    expect(link.curves.length).toBeLessThanOrEqual(4);
    for (const curve of link.curves) {
      for (const [name, value] of Object.entries(curve.parameters)) {
        expect([hash, name, allows(parameterOf(curve, name), value)]).toEqual([hash, name, true]);
      }
    }
    expect(isView(link.view)).toBe(true);
    expect([hash, faults.length > 0]).toEqual([hash, !['#?', '#/kernels'].includes(hash)]);
  }
});

test('zooming in stops when pixels would coincide, and zooming out and moving stop at a million', () => {
  let near = { min: -5, max: 5 };
  for (let i = 0; i < 100; i++) near = zoomed(near, 0.5, 1.25);
  expect(isView(near)).toBe(true);
  expect(near.max - near.min).toBeLessThan(1e-4);
  expect(near.min).toBeLessThanOrEqual(1.25);
  expect(near.max).toBeGreaterThanOrEqual(1.25);
  let far = { min: -5, max: 5 };
  for (let i = 0; i < 100; i++) far = zoomed(panned(far, 0.25), 2);
  expect(isView(far)).toBe(true);
  expect(far.max - far.min).toBeGreaterThan(1e5);
});
