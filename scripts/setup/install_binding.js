import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { run } from './run.js';
import { extractTensorFlow } from './tensorflow_wheel.js';

const INSTALL_SECONDS = 180;
const COMPILE_SECONDS = 300;
const TOOL_SECONDS = 30;

// The names under which the binding and the package's own install script search for the libraries.
const LIBRARY_LINKS = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};

/** Does the same as npm when it installs @tensorflow/tfjs-node with install scripts enabled. */
export async function installAsPublished(folder) {
  await run(process.execPath, [join('scripts', 'install.js')], {
    seconds: INSTALL_SECONDS,
    cwd: folder,
    env: await buildEnvironment(folder),
  });
}

/** Compiles the binding with the libraries of the Python package tensorflow-cpu. */
export async function buildFromWheel(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`this works on linux x64 only, not on ${process.platform} ${process.arch}`);
  }
  await checkBuildTools();
  await extractTensorFlow(join(folder, 'deps'));
  for (const [link, target] of Object.entries(LIBRARY_LINKS)) {
    await symlink(target, join(folder, 'deps', 'lib', link));
  }

  console.log('  compiling…');
  const require = createRequire(join(folder, 'package.json'));
  const nodePreGyp = require.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp');
  await run(process.execPath, [nodePreGyp, 'install', '--build-from-source'], {
    seconds: COMPILE_SECONDS,
    cwd: folder,
    env: await buildEnvironment(folder),
  });
}

// Before the large download, which would be useless without them.
async function checkBuildTools() {
  const compiler = process.env.CXX?.split(' ')[0] || 'g++';
  for (const tool of ['python3', 'make', compiler]) {
    await run(tool, ['--version'], { seconds: TOOL_SECONDS });
  }
}

async function buildEnvironment(folder) {
  const environment = { ...process.env };
  const path = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  environment[path] = [...binFolders(folder), environment[path]].join(delimiter);

  const nodedir = await headersFolder();
  if (nodedir) environment.npm_config_nodedir = nodedir;
  return environment;
}

// The package's install script calls node-pre-gyp by name, as npm scripts can.
function binFolders(folder) {
  const parent = dirname(folder);
  const bin = join(folder, 'node_modules', '.bin');
  const further = parent === folder ? [] : binFolders(parent);
  return basename(folder) !== 'node_modules' && existsSync(bin) ? [bin, ...further] : further;
}

// Without a folder with Node's headers, node-gyp downloads them. The headers beside this Node are preferred, unless
// npm is configured otherwise.
async function headersFolder() {
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node.h'));
  return (
    process.env.npm_config_nodedir || (await npmNodedir()) || (hasHeaders ? prefix : undefined)
  );
}

async function npmNodedir() {
  try {
    const answer = await run('npm', ['config', 'get', 'nodedir'], { seconds: TOOL_SECONDS });
    return answer.trim() === 'undefined' ? undefined : answer.trim();
  } catch {
    return undefined;
  }
}
