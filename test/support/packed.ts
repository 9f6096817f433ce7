import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lastLine } from './programs.js';

export const NAME = 'tfjs-advanced-activations';
export const root = join(__dirname, '../..');

/** The package.json of this repository. */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const installed = join(root, 'node_modules');

let scratch: string;

/** The file that npm would publish. */
export let tarball: string;

/** Packs the package before the tests of a file, and removes it and its projects after them. */
export function packBeforeAll(): void {
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'packed-'));
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', scratch], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    tarball = join(scratch, filename);
  }, 60000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
}

/**
 * Creates a project with the packed package and its dependencies.
 *
 * @param name The folder of the project.
 * @param packages The packages that the user installs beside it: their names, or each name with its folder in the
 *   `node_modules` of this repository.
 * @returns The path of the project.
 */
export function project(
  name: string,
  packages: readonly (string | readonly [name: string, folder: string])[],
): string {
  const folder = join(scratch, 'projects', name);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, NAME), { recursive: true });
  execFileSync('tar', ['xzf', tarball, '--strip-components', '1', '-C', join(modules, NAME)]);
  for (const each of [...Object.keys(manifest.dependencies), ...packages]) {
    const [link, target] = typeof each === 'string' ? [each, each] : each;
    mkdirSync(dirname(join(modules, link)), { recursive: true });
    symlinkSync(join(installed, target), join(modules, link));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'test/support/smoke.mjs'), join(folder, 'smoke.mjs'));
  return folder;
}

/** The last line that a program in the folder of a project prints. */
export async function run(folder: string, file: string): Promise<string> {
  return lastLine(await runInNode([file], { cwd: folder }));
}

/** Runs a program in the folder of a project, with access to the packages of this repository. */
export function runWithTools(folder: string, program: string): Promise<string> {
  const tools = join(scratch, 'tools');
  if (!existsSync(tools)) {
    mkdirSync(tools);
    symlinkSync(installed, join(tools, 'node_modules'));
  }
  const file = join(mkdtempSync(join(tools, 'program-')), 'main.mjs');
  writeFileSync(file, program);
  return runInNode([file], { cwd: folder });
}

/** Expects the result of `smoke` of smoke.mjs, as JSON. */
export function expectSmoke(printed: string): void {
  const { difference, mish, ...rest } = JSON.parse(printed);
  expect(rest).toEqual({
    classes: 'Dense,PReLU,LeakyReLU,Formula,Mish,Softmax',
    trained: 4,
    kernels: 1,
    warnings: [],
  });
  expect(difference).toBe(0);
  expect(mish).toBeCloseTo(Math.tanh(Math.log1p(Math.exp(1))), 6);
}
