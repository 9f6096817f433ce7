import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages.js';

interface Manifest {
  readonly repository?: string | { readonly url: string };
}

/** The address of the repository on GitHub, if `package.json` has one: `https://github.com/owner/name`. */
export const repository = read(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

function read({ repository }: Manifest): string | undefined {
  if (repository === undefined) return undefined;
  const url = typeof repository === 'string' ? repository : repository.url;
  const [, path] = /^(?:github:|.*github\.com[/:])?([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url) ?? [];
  if (path === undefined) throw new Error(`No repository on GitHub: ${url}`);
  return `https://github.com/${path}`;
}
