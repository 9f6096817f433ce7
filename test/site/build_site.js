import { execFileSync } from 'node:child_process';
import { browserOptions } from '../../scripts/browser.js';

/** Builds the site where it is not built from the sources as they are, and finds the browser. */
export default async function buildSite() {
  execFileSync('npm', ['run', '--silent', 'site'], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.env.BROWSER_OPTIONS = JSON.stringify(await browserOptions());
}
