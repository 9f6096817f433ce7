import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.cache/keras', import.meta.url));

/** What each environment has, a run of pip a line. */
const ENVIRONMENTS = {
  // The converter declares more than it needs, which does not fit together.
  keras2: [
    'tensorflow-cpu==2.15.1 six packaging importlib_resources',
    '--no-deps tensorflowjs==4.22.0 tf-keras==2.15.1 tensorflow-hub==0.16.1',
  ],
  keras3: ['keras==3.12.0 jax==0.6.2 h5py==3.14.0'],
};

/** TensorFlow 2.15 is made for these. */
const PYTHONS = ['python3.11', 'python3.10', 'python3'];

/**
 * The Python of an environment with Keras, made where there is none yet.
 *
 * @param {'keras2' | 'keras3'} name
 * @throws When there is no Python 3.10 or 3.11, and when something cannot be installed.
 */
export function setUpKeras(name) {
  const environment = join(folder, name);
  const python = join(environment, 'bin/python');
  const record = join(environment, 'installed.txt');
  const wanted = ENVIRONMENTS[name].join('\n');
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return python;
  console.log(`Making a Python environment with ${wanted.replaceAll('\n', ' ')} …`);
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const execute = (program, ...args) =>
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  execute(findPython(), '-m', 'venv', environment);
  for (const packages of ENVIRONMENTS[name]) {
    execute(python, '-m', 'pip', 'install', '--quiet', ...packages.split(' '));
  }
  writeFileSync(record, wanted);
  return python;
}

function findPython() {
  const found = PYTHONS.find((python) => {
    try {
      const version = execFileSync(python, ['--version'], { encoding: 'utf8', stdio: 'pipe' });
      return /^Python 3\.1[01]\./.test(version);
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  throw new Error('There is no Python 3.10 or 3.11, for which TensorFlow 2.15 is made.');
}
