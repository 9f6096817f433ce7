import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const FILE = 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';
const SHA256 = '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26';

const DOWNLOAD_SECONDS = 600;
const EXTRACT_SECONDS = 180;

/** Extracts TensorFlow's libraries and headers into `deps`/lib and `deps`/include. */
export async function extractTensorFlow(deps) {
  const wheel = await cachedWheel();
  const script = fileURLToPath(new URL('extract_wheel.py', import.meta.url));
  await run('python3', [script, wheel, deps], { seconds: EXTRACT_SECONDS });
}

async function cachedWheel() {
  const cache = cacheFolder();
  const wheel = join(cache, FILE);
  if (await isIntact(wheel)) return wheel;

  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'download-'));
  try {
    await download(scratch);
    const downloaded = join(scratch, FILE);
    if (!(await isIntact(downloaded))) throw new Error(`${FILE} is not the expected file`);
    await rename(downloaded, wheel);
    return wheel;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

// Outside node_modules, so that a new installation does not have to download it again.
function cacheFolder() {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(caches, 'tfjs-advanced-activations');
}

// The wheel is only unpacked, not installed, so any Python can run pip.
async function download(folder) {
  console.log('  downloading (207 MB)…');
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input', '--no-cache-dir'];
  const wanted = [
    '--no-deps',
    '--only-binary=:all:',
    '--python-version=3.11',
    '--implementation=cp',
    '--abi=cp311',
    '--platform=manylinux2014_x86_64',
    'tensorflow-cpu==2.15.1',
  ];
  await run(
    'python3',
    [...pip, 'download', '--retries=2', '--timeout=30', `--dest=${folder}`, ...wanted],
    { seconds: DOWNLOAD_SECONDS },
  );
}

async function isIntact(file) {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === SHA256;
}
