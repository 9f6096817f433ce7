import type { Page } from 'playwright-core';
import { compileElementwise } from '../../src/compilers/webassembly/elementwise.js';
import { parse } from '../../src/formula/parse.js';
import { closeAfterEach, useSite } from './site.js';
import { expectSoon } from './soon.js';

jest.setTimeout(20000);

let page: Page;
const site = useSite();
closeAfterEach(site, () => page);

const swish = '#kernels?curve=x*sigmoid(beta*x);beta=1.5';

const program = (name: string) => page.getByRole('region', { name, exact: true });
const tab = (name: string) => page.getByRole('tab', { name, exact: true });

/** The errors of the browser's compiler for a shader. */
const complaintsOfGlsl = (formula: string, scalars: readonly string[]) =>
  page.evaluate(
    ([formula, uniforms]) => {
      const gl = document.createElement('canvas').getContext('webgl2') as WebGL2RenderingContext;
      const shader = gl.createShader(gl.FRAGMENT_SHADER) as WebGLShader;
      const text = `#version 300 es
        precision highp float;
        ${uniforms}
        out vec4 color;
        ${formula}
        void main() { color = vec4(formula(gl_FragCoord.x)); }`;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      return gl.getShaderInfoLog(shader);
    },
    [formula, scalars.map((name) => `uniform float ${name};`).join('\n')] as const,
  );

interface Gpu {
  requestAdapter(): Promise<{
    requestDevice(): Promise<{
      createShaderModule(descriptor: { code: string }): {
        getCompilationInfo(): Promise<{ messages: readonly { message: string }[] }>;
      };
    }>;
  } | null>;
}

const complaintsOfWgsl = (formula: string) =>
  page.evaluate(async (formula) => {
    const { gpu } = navigator as unknown as { gpu: Gpu };
    const device = await (await gpu.requestAdapter())?.requestDevice();
    if (device === undefined) throw new Error('There is no WebGPU.');
    const code = `
      struct Uniforms { s0 : f32 }
      @group(0) @binding(0) var<uniform> uniforms : Uniforms;
      ${formula}
      @compute @workgroup_size(1) fn main() { _ = formula(1.0, uniforms.s0); }`;
    const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
    return messages.map(({ message }) => message);
  }, formula);

test('the formula and its derivatives with respect to x and its parameters are typeset, also for a screen reader', async () => {
  page = await site.open(swish);
  const line = (name: string) => page.getByRole('region', { name, exact: true });
  const tex = (name: string) => line(name).locator('annotation').textContent();
  await expectSoon(() => tex('Value'), 'f(x) = x \\, \\sigma\\left(\\beta \\, x\\right)');
  expect(await tex('Slope')).toContain("f'(x) =");
  expect(await tex('Curvature')).toContain("f''(x) =");
  expect(await tex('Derivative with respect to beta')).toContain('\\partial \\beta');
  expect(await line('Value').locator('.katex-html').count()).toBe(1);
  expect(await page.locator('.katex-error').count()).toBe(0);
});

test('an activation of the catalogue is typeset as in its paper, above the formula with bounds', async () => {
  page = await site.open('#kernels?curve=gelu');
  const value = page.getByRole('region', { name: 'Value', exact: true });
  await expectSoon(
    () => value.locator('annotation').textContent(),
    'f(x) = \\frac{x \\, \\left(1 + \\mathrm{erf}\\left(\\frac{1}{\\sqrt{2}} \\, x\\right)\\right)}{2}',
  );
  const source = page.getByText('The kernels compute x <= 20 ? 0.5 * max(x, -20) * erfc(');
  const [above, below] = await Promise.all([value.boundingBox(), source.boundingBox()]);
  expect(above?.y ?? Infinity).toBeLessThan(below?.y ?? 0);
});

test('the GLSL and WGSL shown on the page compile in the browser, forward and backward', async () => {
  page = await site.open(swish);
  await tab('GLSL').click();
  const glsl = (await program('GLSL ES 3.00, Forward').textContent()) ?? '';
  expect(glsl).toMatch(/^float formula\(float x0\) \{/);
  expect(await complaintsOfGlsl(glsl, ['s0'])).toBe('');
  expect(await complaintsOfGlsl(glsl, [])).toContain("'s0' : undeclared identifier");
  await tab('WGSL').click();
  await page.getByRole('combobox', { name: 'Kernel' }).selectOption('Gradient with respect to x');
  const wgsl = (await program('WGSL, Gradient with respect to x').textContent()) ?? '';
  expect(wgsl).toMatch(/^fn formula\(x0 : f32, x1 : f32\) -> f32 \{/);
  expect(await complaintsOfWgsl(wgsl)).toEqual([]);
  expect(await complaintsOfWgsl(wgsl.replace('fn', 'function'))).not.toEqual([]);
});

test('arrow keys move between tabs, and WebAssembly is disassembled on demand', async () => {
  page = await site.open(swish);
  await tab('WGSL').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await tab('WebAssembly').getAttribute('aria-selected')).toBe('true');
  const text = program('WebAssembly, Forward');
  await text.waitFor();
  expect(await text.textContent()).toMatch(
    /^\(module[\s\S]*\(import "env" "memory"[\s\S]*\(export "run"\)[\s\S]*f32x4\.relaxed_madd/,
  );
  await page.keyboard.press('ArrowRight');
  expect(await tab('WGSL').getAttribute('aria-selected')).toBe('true');
});

test('the sizes shown are those of the kernels', async () => {
  page = await site.open('#kernels?curve=tanh');
  const target = { sharedMemory: false, fusedMultiplyAdd: true };
  const forward = compileElementwise(parse('tanh(x)'), ['x'], [false], [], target).length;
  // The backward kernel of tanh reads its result y1 instead of x.
  const gradient = parse('dy1 * ((1 - y1) * (1 + y1))');
  const backward = compileElementwise(gradient, ['dy1', 'y1'], [false, false], [], target).length;
  const sizes = (kernel: string) =>
    page.getByRole('row', { name: kernel }).getByRole('cell').first().textContent();
  await expectSoon(() => sizes('Forward'), `${forward.toLocaleString('en')} bytes`);
  await expectSoon(
    () => sizes('Gradient with respect to x'),
    `${backward.toLocaleString('en')} bytes`,
  );
  await page.getByText('x1 is the result of the forward kernel').waitFor({ state: 'hidden' });
  await page.getByRole('combobox', { name: 'Kernel' }).selectOption('Gradient with respect to x');
  await page.getByText('is the result of the forward kernel').waitFor();
});

test('learned parameters are inputs, and there are kernels for their gradients', async () => {
  page = await site.open(swish);
  const kernels = () =>
    page.getByRole('combobox', { name: 'Kernel' }).getByRole('option').allTextContents();
  await expectSoon(kernels, ['Forward', 'Gradient with respect to x']);
  await page.getByLabel('learnable parameters').first().check();
  await expectSoon(kernels, [
    'Forward',
    'Gradient with respect to x',
    'Gradient with respect to beta',
  ]);
  expect(await program('WGSL, Forward').textContent()).toContain('fn formula(x0 : f32, x1 : f32)');
});

test('the program can be copied, with the current parameters', async () => {
  page = await site.open(swish);
  const copy = page.getByRole('button', { name: 'Copy: Program in JavaScript and TypeScript' });
  await copy.click();
  await page.getByText('Copied to the clipboard').waitFor({ state: 'attached' });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("layers.formula({ formula: 'x*sigmoid(beta*x)', beta: 1.5 })");
  expect(copied).toBe(await program('Program in JavaScript and TypeScript').textContent());
});

test('each curve can be chosen, and a link keeps the choice', async () => {
  page = await site.open('#kernels?curve=tanh&curve=elu;alpha=0.5&curve=mish');
  await page.getByRole('radio', { name: 'elu' }).check();
  await page.getByRole('heading', { name: 'Mathematics of elu' }).waitFor();
  expect(await program('Program in JavaScript and TypeScript').textContent()).toContain(
    'layers.elu({ alpha: 0.5 }),',
  );
  await page.waitForURL(/selected=1/);
  const { hash } = new URL(page.url());
  await page.context().close();
  page = await site.open(hash);
  await page.getByRole('heading', { name: 'Mathematics of elu' }).waitFor();
});

test('the program can be switched to another language and to learned parameters', async () => {
  page = await site.open(swish);
  const all = program('Program in JavaScript and TypeScript');
  await page
    .getByRole('region', { name: 'In a program' })
    .getByLabel('learnable parameters')
    .check();
  await expectSoon(async () => (await all.textContent())?.includes('beta: { initializer:'), true);
  await tab("As activation: '…'").click();
  const text = (language: string) => program(`Program in ${language}`).textContent();
  expect(await text('JavaScript')).toContain("activation: 'mine'");
  await page.getByRole('combobox', { name: 'Language' }).selectOption('TypeScript');
  expect(await text('TypeScript')).toContain("activation: act<'mine'>('mine')");
  await page.waitForURL(/usage=activation.*dialect=typescript/);
  const { hash } = new URL(page.url());
  await page.context().close();
  page = await site.open(hash);
  expect(await text('TypeScript')).toContain("activation: act<'mine'>('mine')");
});
