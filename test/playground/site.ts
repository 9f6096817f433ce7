import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Somewhere below the root, as static servers have it. */
const ADDRESS = 'http://localhost/some/folder/';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** Whether there is a finger in the place of a mouse. */
  readonly isTouched?: boolean;
}

/** The playground as it is built, in a browser. */
export class Site {
  /** What the browser complained of since the last page was opened. */
  complaints: string[] = [];

  private folder = '';
  private browser: Browser | undefined;

  /** Starts a browser for what `build_site.js` has built. */
  async start(): Promise<void> {
    const { PLAYGROUND_SITE = '', BROWSER_OPTIONS = '' } = process.env;
    this.folder = PLAYGROUND_SITE;
    this.browser = await chromium.launch(JSON.parse(BROWSER_OPTIONS));
  }

  /**
   * Opens a page in a profile of its own.
   *
   * @param link What stands behind the address: '#explore?curve=mish'.
   */
  async open(
    link = '',
    { width = 1280, height = 900, isDark = false, isTouched = false }: PageOptions = {},
  ): Promise<Page> {
    const context = await (this.browser as Browser).newContext({
      viewport: { width, height },
      colorScheme: isDark ? 'dark' : 'light',
      hasTouch: isTouched,
      isMobile: isTouched,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    this.complaints = [];
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.route('http://localhost/**', async (route) => {
      const { href } = new URL(route.request().url());
      if (!href.startsWith(ADDRESS)) return route.fulfill({ status: 404 });
      const [path] = href.slice(ADDRESS.length).split(/[?#]/);
      const file = path === '' ? 'index.html' : path;
      const contentType = TYPES[extname(file)];
      return readFile(join(this.folder, file)).then(
        (body) => route.fulfill({ contentType, body }),
        () => route.fulfill({ status: 404 }),
      );
    });
    await page.goto(ADDRESS + link);
    return page;
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }
}

/** The playground for the tests of a file, in a browser that is there while they run. */
export function useSite(): Site {
  const site = new Site();
  beforeAll(() => site.start(), 60000);
  afterAll(() => site.close(), 20000);
  return site;
}

/** Each test has a page, and ends without a complaint of the browser. */
export function closeAfterEach(site: Site, page: () => Page): void {
  afterEach(async () => {
    await page().context().close();
    expect(site.complaints).toEqual([]);
  });
}
