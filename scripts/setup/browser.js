import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { reportFailure } from './report_failure.js';
import { run } from './run.js';

const SUDO_SECONDS = 10;
const UPDATE_SECONDS = 120;
const INSTALL_SECONDS = 300;
const LOCK_SECONDS = 120;
const GRACE_SECONDS = 10;
const TIMED_OUT = 124; // The exit code of `timeout` when it has stopped a command.

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  join('Google', 'Chrome', 'Application', 'chrome.exe'),
  join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
];

const ADVICE =
  'Install Chrome, Chromium or Edge, or run `npx playwright-core install chromium`; CHROME_PATH ' +
  'gives the path of one in an unusual place. BROWSER_SETUP=skip skips this attempt.';

/**
 * Provides a browser for the tests. Returns whether there is one, and reports the reason if there is none.
 * BROWSER_SETUP=skip changes and checks nothing.
 */
export async function setUpBrowser() {
  if (process.env.BROWSER_SETUP === 'skip') return true;
  try {
    if ((await findBrowser()) === undefined) await installBrowser();
    return true;
  } catch (error) {
    reportFailure({ title: 'Providing a browser', reason: error.message });
    console.warn(ADVICE);
    return false;
  }
}

/** Returns the path of a browser's executable, or undefined. Starts nothing. */
export async function findBrowser() {
  return (
    chosenBrowser() ??
    findCommand(...COMMANDS) ??
    usualPlaces().find(isExecutable) ??
    (await playwrightsBrowser())
  );
}

function chosenBrowser() {
  const path = process.env.CHROME_PATH || undefined;
  if (path === undefined || isExecutable(path)) return path;
  throw new Error(
    `CHROME_PATH must name the executable of Chrome, Chromium or Edge. Received: ${path}`,
  );
}

function findCommand(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const extension = process.platform === 'win32' ? '.exe' : '';
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + extension)))
    .find(isExecutable);
}

function usualPlaces() {
  if (process.platform === 'darwin') return onMac();
  if (process.platform === 'win32') return onWindows();
  return [];
}

function onMac() {
  const folders = ['/Applications', join(homedir(), 'Applications')];
  return folders.flatMap((folder) =>
    MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
  );
}

function onWindows() {
  const { ProgramFiles, 'ProgramFiles(x86)': ProgramFilesX86, LOCALAPPDATA } = process.env;
  return [ProgramFiles, ProgramFilesX86, LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)));
}

async function playwrightsBrowser() {
  // Imported here, because loading it takes longer than everything else.
  const { chromium } = await import('playwright-core');
  try {
    const path = chromium.executablePath();
    return isExecutable(path) ? path : undefined;
  } catch {
    // It throws on platforms that it does not support.
    return undefined;
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function installBrowser() {
  if (!isDebian() || findCommand('apt-get') === undefined) {
    throw new Error(
      'No browser is installed, and this script can install one only on Debian, with apt-get.',
    );
  }
  const prefix = await rootPrefix();

  console.log("Installing Debian's chromium (one time, about a minute)…");
  await installChromium(prefix);
  if ((await findBrowser()) === undefined) {
    throw new Error("Debian's chromium is installed, but it is not on PATH.");
  }
}

/** Whether this is Debian or derived from it. On Ubuntu, the package only installs a snap. */
function isDebian() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const names = release.match(/^ID(_LIKE)?=.*$/gm).join();
    return /\bdebian\b/.test(names) && !/\bubuntu\b/.test(names);
  } catch {
    return false;
  }
}

/** Returns the prefix of a command that must run as root. */
async function rootPrefix() {
  if (process.getuid() === 0) return [];
  try {
    await run('sudo', ['-n', 'true'], { seconds: SUDO_SECONDS });
    return ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'];
  } catch (error) {
    throw new Error(
      `No browser is installed, and installing one needs root permissions.\n${error.message}`,
    );
  }
}

async function installChromium(prefix) {
  const install = () =>
    aptGet(prefix, INSTALL_SECONDS, ['install', '-y', '--no-install-recommends', 'chromium']);
  try {
    await install();
  } catch (error) {
    if (error.exitCode === TIMED_OUT) throw error;
    // The package lists are missing, as in most containers, or refer to files that no longer exist.
    await aptGet(prefix, UPDATE_SECONDS, ['update']);
    await install();
  }
}

async function aptGet(prefix, seconds, args) {
  // Only root can stop a process that sudo has started; `timeout` does so before run() would.
  const limit = ['timeout', String(seconds)];
  // Another setup may be installing it, too.
  const patience = ['-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  const [command, ...rest] = [...prefix, ...limit, 'apt-get', '-q', ...patience, ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run(command, rest, { seconds: seconds + GRACE_SECONDS, env });
  } catch (error) {
    if (error.exitCode === TIMED_OUT)
      error.message = `apt-get was stopped after ${seconds} seconds`;
    throw error;
  }
}
