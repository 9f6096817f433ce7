import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpKeras } from './setup/keras.js';

// The checks that need Python: moves models from here to real Keras 2.15 and 3, and to two workers and back.

const root = fileURLToPath(new URL('..', import.meta.url));
const models = mkdtempSync(join(tmpdir(), 'keras-'));
process.on('exit', () => rmSync(models, { recursive: true, force: true }));

/** Runs a program; if its exit status is not 0, its error output is shown. */
function execute(program, ...args) {
  try {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    process.stdout.write(
      execFileSync(program, args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }),
    );
  } catch (error) {
    console.error(`${error.stdout}\n${error.stderr}`);
    process.exit(1);
  }
}

const [keras2, keras3] = ['keras2', 'keras3'].map(setUpKeras);
execute(process.execPath, '--import', 'tsx', 'test/keras/python/save_models.ts', models);
execute(keras2, 'test/keras/python/convert_model.py', join(models, 'known'));
for (const python of [keras2, keras3]) execute(python, 'test/keras/python/read_models.py', models);
execute(process.execPath, '--import', 'tsx', 'examples/distributed/main.ts', '--python', keras2);
