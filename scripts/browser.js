import { chromium } from 'playwright-core';
import { findBrowser } from './setup/browser.js';

// Software renderers, so that WebGL and WebGPU are available on every machine.
const FLAGS = [
  '--no-sandbox',
  '--headless=new',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan,WebGPU',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  // Without a graphics card, the processor paints pages faster without the compositor.
  '--disable-gpu-compositing',
];

/** WebGPU needs a secure context, such as pages of localhost. */
const ORIGIN = 'http://localhost';

/** The options with which playwright starts a browser without a window. */
export async function browserOptions() {
  const executablePath = await findBrowser();
  if (executablePath === undefined)
    throw new Error('There is no browser. Expected: one that npm run setup finds or installs.');
  return { executablePath, args: FLAGS };
}

/**
 * Starts a browser without a window.
 *
 * @param options Further options for playwright.
 */
export async function launchBrowser(options = {}) {
  return chromium.launch({ ...(await browserOptions()), ...options });
}

/**
 * Opens an empty page that can import the given files. There is no server: requests are answered here, by their path.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {ReadonlyMap<string, string>} files The text of each JavaScript file, by its path, '/name.js'.
 */
export async function openPage(browser, files) {
  const page = await browser.newPage();
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files.get(pathname);
    if (body !== undefined) return route.fulfill({ contentType: 'text/javascript', body });
    if (pathname !== '/') return route.fulfill({ status: 404 });
    return route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><meta charset="utf-8">',
    });
  });
  await page.goto(ORIGIN);
  return page;
}
