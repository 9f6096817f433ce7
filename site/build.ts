import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build as buildWithVite } from 'vite';
import { build } from 'vitepress';
import { isBuilt, recordBuild, SITE } from '../scripts/sources.js';
import { base } from './base.js';
import { deadLinks } from './dead_links.js';
import { API_FOLDER, root } from './pages.js';

// Builds the site into `site/dist`, a folder of files for any server. Does nothing if the build is up to date.

const folder = join(root, 'site/dist');

if (!isBuilt(SITE, base)) {
  rmSync(join(root, SITE.record), { force: true });
  rmSync(join(root, API_FOLDER), { recursive: true, force: true });
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  execFileSync(process.execPath, [typedoc], { cwd: root, stdio: 'inherit' });

  await build(join(root, 'site'));
  await buildWithVite({
    root: join(root, 'playground'),
    logLevel: 'error',
    build: { outDir: join(folder, 'playground'), emptyOutDir: true },
  });
  cpSync(join(root, 'playground/icon.svg'), join(folder, 'icon.svg'));

  const dead = deadLinks(folder, base);
  if (dead.length > 0) throw new Error(`Dead links:\n${dead.join('\n')}`);
  recordBuild(SITE, base);
}
