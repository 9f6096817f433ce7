import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.cache/keras', import.meta.url));

/** The packages of each environment; each line is one run of pip. */
const ENVIRONMENTS = {
  // The converter declares more dependencies than it needs, and these conflict.
  keras2: [
    'tensorflow-cpu==2.15.1 six packaging importlib_resources',
    '--no-deps tensorflowjs==4.22.0 tf-keras==2.15.1 tensorflow-hub==0.16.1',
  ],
  keras3: ['keras==3.12.0 jax==0.6.2 h5py==3.14.0'],
};

/** The versions of Python that TensorFlow 2.15 supports. */
const PYTHONS = ['python3.11', 'python3.10', 'python3'];

/**
 * The Python of an environment with Keras, which is created if it does not exist.
 *
 * @param {'keras2' | 'keras3'} name
 * @throws If there is no Python 3.10 or 3.11, or a package cannot be installed.
 */
export function setUpKeras(name) {
  const environment = join(folder, name);
  const python = join(environment, 'bin/python');
  const record = join(environment, 'installed.txt');
  const wanted = ENVIRONMENTS[name].join('\n');
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return python;
  console.log(`Creating a Python environment with ${wanted.replaceAll('\n', ' ')} …`);
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
  throw new Error('There is no Python 3.10 or 3.11, which TensorFlow 2.15 requires.');
}
