import { text } from '../support/programs.js';

jest.setTimeout(60000);

// The built core with backends that are imported one by one, in separate processes.

async function run(program: string): Promise<unknown> {
  return JSON.parse(await runInNode(text(program)));
}

test('a backend that is used without its import causes one warning, which names the import that fixes it', async () => {
  const program = `
    import * as tf from '@tensorflow/tfjs-core';
    import '@tensorflow/tfjs-backend-cpu';
    import { ops } from 'tfjs-advanced-activations/core';
    tf.env().set('PROD', true);
    for (const name of ['rn-webgl', 'another']) {
      tf.copyRegisteredKernels('cpu', name);
      tf.registerBackend(name, tf.findBackendFactory('cpu'));
    }
    const warnings = [];
    console.warn = (text) => warnings.push(text);
    const kernels = async (name) => {
      await tf.setBackend(name);
      const { kernelNames } = await tf.profile(() => [ops.mish([1, 2]), ops.sparsemax([1, 2])]);
      return kernelNames.length;
    };
    const before = [];
    for (const name of ['cpu', 'rn-webgl', 'another', 'cpu', 'rn-webgl']) before.push(await kernels(name));
    await import('tfjs-advanced-activations/cpu');
    const after = [await kernels('cpu'), await kernels('rn-webgl')];
    console.log(JSON.stringify({ before, after, warnings }));`;
  const { before, after, warnings } = (await run(program)) as Record<string, unknown[]>;
  for (const count of before) expect(count).toBeGreaterThan(10);
  expect(after).toEqual([2, before[1]]);
  expect(warnings).toEqual(
    ['cpu', 'rn-webgl'].map((name) =>
      expect.stringMatching(
        new RegExp(
          `^The kernels for the backend ${name} are not imported.* slower. ` +
            `Expected: import 'tfjs-advanced-activations/${name.replace('rn-', '')}'$`,
        ),
      ),
    ),
  );
});
