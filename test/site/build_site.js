import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browserOptions } from '../../scripts/browser.js';

/**
 * Builds the site unless it is up to date, and finds the browser. If the build fails, there is no site: only the
 * tests of the site fail.
 */
export default async function buildSite() {
  try {
    execFileSync('npm', ['run', '--silent', 'site'], { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    rmSync(fileURLToPath(new URL('../../site/dist', import.meta.url)), {
      recursive: true,
      force: true,
    });
    console.error(`The site cannot be built. ${error.message}`);
  }
  process.env.BROWSER_OPTIONS = JSON.stringify(await browserOptions());
}
