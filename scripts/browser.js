import { chromium } from 'playwright-core';
import { findBrowser } from './setup/browser.js';

// Software renderers stand in for a graphics card, so that every machine has WebGL and WebGPU.
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
  // Without such a card, pages are painted faster by the processor itself.
  '--disable-gpu-compositing',
];

/** WebGPU is only there in a secure context, as pages of localhost are. */
const ORIGIN = 'http://localhost';

/** What playwright is told to start a browser without a window. */
export async function browserOptions() {
  const executablePath = await findBrowser();
  if (executablePath === undefined)
    throw new Error('There is no browser; npm run setup says more.');
  return { executablePath, args: FLAGS };
}

/**
 * Starts a browser without a window.
 *
 * @param options What playwright is told besides.
 */
export async function launchBrowser(options = {}) {
  return chromium.launch({ ...(await browserOptions()), ...options });
}

/**
 * Opens an empty page that can import the given files. Nothing is served: what the page asks for is
 * answered here, by the path.
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
