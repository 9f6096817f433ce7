import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmptyTestResult } from '@jest/test-result';
import { formatResultsErrors } from 'jest-message-util';
import { launchBrowser, openPage } from '../../scripts/browser.js';
import { runInNode } from '../support/run_in_node.js';
import { bundle } from './bundle.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SETUP = 'test/support/backend.ts';
const PAGE = 'test/browser/page.ts';

/** Runs jest's tests in pages of as many browsers as jest may use workers. Each file has its own page. */
export default class BrowserRunner {
  constructor(globalConfig) {
    this.globalConfig = globalConfig;
  }

  async runTests(tests, watcher, onStart, onResult, onFailure) {
    const paths = [...new Set(tests.map(({ path }) => relative(root, path)))];
    const files = await bundle([PAGE, SETUP, ...paths]);
    const waiting = [...tests];
    // A browser uses one process for the graphics of all its pages.
    const runInBrowser = async () => {
      const browser = await launchBrowser();
      try {
        while (waiting.length > 0 && !watcher.isInterrupted()) {
          const test = waiting.shift();
          await onStart(test);
          await this.runInPage(test, browser, files).then(
            (result) => onResult(test, result),
            (error) => onFailure(test, { message: error.message, stack: error.stack }),
          );
        }
      } finally {
        await browser.close();
      }
    };
    const count = Math.min(this.globalConfig.maxWorkers, tests.length);
    await Promise.all(Array.from({ length: count }, runInBrowser));
  }

  async runInPage({ path, context: { config } }, browser, files) {
    const page = await openPage(browser, files);
    try {
      const said = [];
      page.on('pageerror', (error) => said.push(error.stack));
      await page.route('**/test/fixtures/**', serveFixture);
      await page.exposeFunction('runInNode', runInNode);
      await page.exposeFunction('downloads', collectDownloads(page));
      await page.evaluate((backend) => {
        globalThis.BACKEND = backend;
      }, config.globals.BACKEND);
      const start = Date.now();
      const { testResults, unhandledErrors } = await page.evaluate(
        async ([page, setUp, test, pattern]) => {
          const { run } = await import(page);
          await import(setUp);
          await import(test);
          return run(pattern);
        },
        [...[PAGE, SETUP, relative(root, path)].map(built), this.globalConfig.testNamePattern],
      );
      const errors = [...unhandledErrors, ...said];
      if (errors.length > 0) throw new Error(errors.join('\n'));
      return this.report(path, config, testResults, { start, end: Date.now() });
    } finally {
      await page.close();
    }
  }

  /** The result that is passed to jest's reporters for the tests of a file. */
  report(path, config, results, { start, end }) {
    const testResults = results.map(({ testPath, status, errors, duration }) => {
      const ancestorTitles = testPath.slice(1, -1);
      const title = testPath.at(-1);
      return {
        ancestorTitles,
        title,
        fullName: [...ancestorTitles, title].join(' '),
        status: outcome(status, errors),
        duration,
        failureMessages: errors.map(readable),
        failureDetails: [],
        numPassingAsserts: 0,
      };
    });
    const count = (wanted) => testResults.filter(({ status }) => status === wanted).length;
    return {
      ...createEmptyTestResult(),
      displayName: config.displayName,
      testFilePath: path,
      testResults,
      numPassingTests: count('passed'),
      numFailingTests: count('failed'),
      numPendingTests: count('pending'),
      numTodoTests: count('todo'),
      perfStats: { start, end, runtime: end - start, slow: false },
      failureMessage: formatResultsErrors(testResults, config, this.globalConfig, path),
    };
  }
}

/** Answers a request of a page for a file under test/fixtures. */
async function serveFixture(route) {
  const path = root + new URL(route.request().url()).pathname.slice(1);
  await (existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 }));
}

/** A function that waits until the page has offered this number of files for download, and returns them. */
function collectDownloads(page) {
  const offered = [];
  page.on('download', (download) => offered.push(download));
  return async (count) => {
    while (offered.length < count) await page.waitForEvent('download');
    return Promise.all(
      offered.splice(0).map(async (download) => {
        const path = await download.path();
        return { name: download.suggestedFilename(), path, base64: await readFile(path, 'base64') };
      }),
    );
  };
}

function outcome(status, errors) {
  if (status === 'skip') return 'pending';
  if (status === 'todo') return 'todo';
  return errors.length > 0 ? 'failed' : 'passed';
}

/** The error without the framework's stack frames. */
function readable(error) {
  return error
    .split('\n')
    .filter((line) => !/^\s+at .*\/chunk-/.test(line))
    .join('\n');
}

/** The URL of the bundle of a file. */
function built(path) {
  return `/${path.replace(/\.ts$/, '.js')}`;
}
