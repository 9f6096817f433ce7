import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFromWheel, installAsPublished } from './install_binding.js';
import { reportFailure } from './report_failure.js';
import { run } from './run.js';
import { withWorkFolder } from './work_folder.js';

const CHECK_SECONDS = 60;
const PACKAGE_FAILED = 3; // An exit code of check_binding.js.

const WAYS = [
  {
    title: "Installing @tensorflow/tfjs-node's binding with its own script",
    duration: 'one time',
    install: installAsPublished,
  },
  {
    title: 'Building @tensorflow/tfjs-node from tensorflow-cpu 2.15.1',
    duration: 'one time, about a minute',
    install: buildFromWheel,
  },
];

/**
 * Provides @tensorflow/tfjs-node with its native binding, which `npm install` omits if install scripts are disabled
 * or the host is unreachable. Returns whether the package is usable, and reports the reason if it is not.
 * TFJS_NODE_SETUP=skip changes and checks nothing.
 */
export async function setUpTensorFlowNode() {
  if (process.env.TFJS_NODE_SETUP === 'skip') return true;

  const folder = findPackage();
  if (folder === undefined) {
    console.warn('@tensorflow/tfjs-node is not installed (npm install does that).');
    return false;
  }
  if (isVerified(folder)) return true;

  const before = await verify(folder);
  // If the package fails although the binding loads, another binding would not help.
  if (before.bindingLoads) return isUsable(before);

  const failures = await installBinding(folder);
  if (failures.length > 0) {
    failures.forEach(reportFailure);
    console.warn('TFJS_NODE_SETUP=skip skips these attempts.');
    return false;
  }

  const after = await verify(folder);
  if (after.usable) console.log(`The tensorflow backend is ready (TensorFlow ${after.version}).`);
  return isUsable(after);
}

function findPackage() {
  const require = createRequire(import.meta.url);
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}

function isUsable({ usable, reason }) {
  if (!usable) reportFailure({ title: `@tensorflow/tfjs-node on Node ${process.version}`, reason });
  return usable;
}

/** Returns the failures of all attempts; none if the package has a binding that loads. */
async function installBinding(folder) {
  const workFolder = join(dirname(folder), '.tfjs-node-setup');
  try {
    return await withWorkFolder(workFolder, async ({ scratch, waited }) => {
      if (waited && (await checkBinding(folder)).bindingLoads) return [];
      return tryEachWay(folder, join(scratch, 'tfjs-node'));
    });
  } catch (error) {
    return [{ title: 'Preparing to install @tensorflow/tfjs-node', reason: error.message }];
  }
}

/** Works in a copy of the package; the package itself only receives a binding that loads. */
async function tryEachWay(folder, copy) {
  const failures = [];
  for (const { title, duration, install } of WAYS) {
    console.log(`${title} (${duration})…`);
    try {
      await copyPackage(folder, copy);
      await install(copy);
      const { bindingLoads, reason } = await checkBinding(copy);
      if (!bindingLoads) throw new Error(reason);
      await moveBinding(copy, folder);
      return [];
    } catch (error) {
      failures.push({ title, reason: error.message });
    }
  }
  return failures;
}

/** Copies the package without files that an earlier installation may have left. */
async function copyPackage(folder, copy) {
  const leftOut = ['build', 'deps', 'lib'];
  await rm(copy, { recursive: true, force: true });
  await cp(folder, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !leftOut.includes(relative(folder, source)),
  });
}

async function moveBinding(copy, folder) {
  for (const part of ['lib', 'deps']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
  // The binding is moved last, so that an interrupted move does not look like an installation.
  for (const part of ['deps', 'lib']) {
    await rename(join(copy, part), join(folder, part));
  }
}

/** Loads the binding and the package in a child process. */
async function checkBinding(folder) {
  const program = fileURLToPath(new URL('check_binding.js', import.meta.url));
  try {
    const version = await run(process.execPath, [program, folder], { seconds: CHECK_SECONDS });
    return { bindingLoads: true, usable: true, version: version.trim() };
  } catch (error) {
    const bindingLoads = error.exitCode === PACKAGE_FAILED;
    return { bindingLoads, usable: false, reason: error.message };
  }
}

/** Checks the package and saves a stamp in it if it works, because loading it takes a second. */
async function verify(folder) {
  const fingerprint = takeFingerprint(folder);
  const result = await checkBinding(folder);
  if (result.usable) leaveStamp(folder, fingerprint);
  return result;
}

function isVerified(folder) {
  try {
    return readFileSync(stampFile(folder), 'utf8') === takeFingerprint(folder);
  } catch {
    return false;
  }
}

function leaveStamp(folder, fingerprint) {
  try {
    writeFileSync(stampFile(folder), fingerprint);
  } catch {
    // In a read-only installation, every run has to check it.
  }
}

// In the package, so that it is removed with the package.
function stampFile(folder) {
  return join(folder, '.verified-by-setup');
}

/** The Node version and the native files to which a verification applies. */
function takeFingerprint(folder) {
  const files = ['lib', join('deps', 'lib')].flatMap((part) => listFiles(join(folder, part)));
  const facts = files.map((file) => {
    const { size, mtimeMs } = lstatSync(file, { throwIfNoEntry: false }) ?? {};
    return [relative(folder, file), size, mtimeMs];
  });
  return JSON.stringify({ node: process.version, arch: process.arch, files: facts });
}

function listFiles(folder) {
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // The folder does not exist before the installation.
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
