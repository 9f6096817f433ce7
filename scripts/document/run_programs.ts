import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { transform } from 'esbuild';

/**
 * The output of each program. The programs run in this process, one after the other.
 *
 * @param programs Modules in JavaScript or TypeScript.
 * @param imported The URL of each module that they import, by its name.
 */
export async function runPrograms(
  programs: readonly string[],
  imported: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  const { log } = console;
  const outputs: string[] = [];
  try {
    for (const [i, program] of programs.entries()) {
      const { code } = await transform(program, { loader: 'ts', format: 'esm' });
      const file = join(folder, `${i}.mjs`);
      writeFileSync(file, withUrls(code, imported));
      const printed: string[] = [];
      console.log = (...values: unknown[]) => printed.push(format(...values));
      await import(pathToFileURL(file).href);
      outputs.push(printed.join('\n'));
    }
  } finally {
    console.log = log;
    rmSync(folder, { recursive: true });
  }
  return outputs;
}

function withUrls(code: string, imported: Readonly<Record<string, string>>): string {
  return code.replaceAll(/(from |import )"([^"]+)"/g, (all, keyword, name) => {
    const url = imported[name];
    return url === undefined ? all : `${keyword}${JSON.stringify(url)}`;
  });
}
