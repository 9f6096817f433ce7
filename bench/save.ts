import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { picture } from '../scripts/document/markdown.js';
import { endingOf, themes } from '../scripts/themes.js';
import { chart } from './chart.js';
import { withPart } from './marked_parts.js';
import { summaryOfModels } from './models/report.js';
import type { Suite } from './order.js';
import { report } from './report.js';
import type { Run } from './results.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes a run to the pages that report it. Their other parts, from other runs or written by hand, are kept. */
export async function save(run: Run, suite: Suite): Promise<void> {
  if (suite === 'catalogue') {
    const text = `# Results of \`npm run bench -- --catalogue\`\n\n${report(run)}\n`;
    await writeFile(here('CATALOGUE.md'), text);
    return;
  }
  if (suite === 'models') await put('../README.md', suite, summaryOfModels(run));
  const above = suite === 'kernels' ? `${PICTURE}\n\n` : '';
  await put('RESULTS.md', suite, `${above}${report(run)}`);
}

const PICTURE = picture('results', 'Times faster than tfjs, layer by layer');

async function put(path: string, part: string, text: string): Promise<void> {
  const page = await readFile(here(path), 'utf8');
  await writeFile(here(path), withPart(page, part, text));
}

/** Writes the picture in a light and a dark version: beside RESULTS.md, or in a temporary folder. */
export async function savePicture(run: Run, isSaved: boolean): Promise<void> {
  const folder = isSaved ? here('.') : await mkdtemp(join(tmpdir(), 'bench-'));
  for (const [name, theme] of Object.entries(themes)) {
    await writeFile(join(folder, `results${endingOf(name)}`), await chart(run, theme));
  }
  console.error(`\nThe picture is ${join(folder, 'results.svg')}`);
}
