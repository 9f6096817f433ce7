import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { flagsOf, type NodeBackend } from '../backends.js';
import type { LoadingResult, Result } from '../results.js';

const FILTERS = [8, 128] as const;
/** The number of loads of each model. */
const LOADS = 5;

const execute = promisify(execFile);

/**
 * Measures how long models take to load with `fromKeras` and with tfjs’s own loader, from memory, in turn, each load in a
 * process of its own.
 */
export async function measureLoading(
  backend: NodeBackend,
  budgetMs: number,
  keep: (result: Result) => void,
): Promise<void> {
  for (const filters of FILTERS) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-loading-'));
    try {
      const { layers, bytes } = await writeModel(folder, filters);
      const times: Record<'ours' | 'tfjs', number[]> = { ours: [], tfjs: [] };
      for (let i = 0; i < (budgetMs > 0 ? LOADS : 1); i++) {
        for (const loader of ['tfjs', 'ours'] as const) {
          times[loader].push(await load(backend, folder, loader));
        }
      }
      const result: LoadingResult = { kind: 'loading', layers, megabytes: bytes / 1e6, ...times };
      keep({ backend, ...result });
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function writeModel(folder: string, filters: number) {
  const { artifactsOf } = await import('./model.js');
  const { weightData, modelTopology, weightSpecs } = await artifactsOf(filters);
  const weights = new Uint8Array(weightData as ArrayBuffer);
  await writeFile(join(folder, 'weights.bin'), weights);
  await writeFile(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightSpecs }));
  const { config } = modelTopology as { config: { layers: unknown[] } };
  return { layers: config.layers.length, bytes: weights.byteLength };
}

async function load(backend: NodeBackend, folder: string, loader: string): Promise<number> {
  const program = fileURLToPath(new URL('load_once.ts', import.meta.url));
  const args = [...process.execArgv, ...flagsOf(backend), program, backend, folder, loader];
  const { stdout } = await execute(process.execPath, args);
  return Number(stdout.trim().split('\n').at(-1));
}
