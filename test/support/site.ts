import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

const ORIGIN = 'http://localhost';

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** Whether the device has a touch screen instead of a mouse. */
  readonly isTouched?: boolean;
}

/** A folder of files, served to a browser. */
export class Site {
  /** The errors that the browser has reported since the last page was opened. */
  complaints: string[] = [];

  private readonly folder: string;
  private readonly address: string;
  private browser: Browser | undefined;

  /**
   * @param folder The folder of the built site.
   * @param base The path under which it is served; it begins and ends with a slash.
   */
  constructor(folder: string, base: string) {
    this.folder = folder;
    this.address = ORIGIN + base;
  }

  /** Starts the browser that the setup of the project has found. */
  async start(): Promise<void> {
    this.browser = await chromium.launch(JSON.parse(process.env.BROWSER_OPTIONS ?? ''));
  }

  /**
   * Opens a page in a separate profile.
   *
   * @param link The rest of the address: 'start.html', '#explore?curve=mish'.
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
    await page.route(`${ORIGIN}/**`, async (route) => {
      const { href } = new URL(route.request().url());
      if (!href.startsWith(this.address)) return route.fulfill({ status: 404 });
      const [path] = href.slice(this.address.length).split(/[?#]/);
      const file = decodeURI(path).replace(/(^|\/)$/, '$1index.html');
      const contentType = TYPES[extname(file)];
      return readFile(join(this.folder, file)).then(
        (body) => route.fulfill({ contentType, body }),
        () => route.fulfill({ status: 404 }),
      );
    });
    await page.goto(this.address + link);
    return page;
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }
}

/** A site for the tests of a file, with a browser that runs during the tests. */
export function useSiteIn(folder: string, base: string): Site {
  const site = new Site(folder, base);
  beforeAll(() => site.start(), 60000);
  afterAll(() => site.close(), 20000);
  return site;
}

/** Closes the page of each test, and expects that the browser has reported no errors. */
export function closeAfterEach(site: Site, page: () => Page): void {
  afterEach(async () => {
    await page().context().close();
    expect(site.complaints).toEqual([]);
  });
}
