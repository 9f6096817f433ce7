import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEATURES } from './cases.js';
import { MILLION } from './summary.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const PYTHON = process.env.PYTHON ?? 'python3';

/**
 * Installs the other systems if one is missing. They are large, and only the benchmark needs them. Returns error
 * messages.
 */
export function installPeers(): readonly string[] {
  const folder = here('peers');
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const isInstalled = (name: string) => existsSync(join(folder, 'node_modules', name));
  if (Object.keys(dependencies).every(isInstalled)) return [];
  console.error('Installing other systems into bench/peers …');
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--no-package-lock', '--ignore-scripts'], {
      stdio: 'ignore',
    });
  } catch {
    return ['The other systems could not be installed.'];
  }
  return [];
}

/** The milliseconds of XLA; `undefined` if Python has no JAX. */
export function measureXla(): Readonly<Record<string, number>> | undefined {
  try {
    const args = [here('peers/xla.py'), String(MILLION), String(FEATURES)];
    return JSON.parse(execFileSync(PYTHON, args, { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return undefined;
  }
}
