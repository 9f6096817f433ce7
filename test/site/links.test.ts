import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { base } from '../../site/base.js';
import { checkNavigation } from '../../site/check_navigation.js';
import { deadLinks } from '../../site/dead_links.js';

const folder = join(__dirname, '../../site/dist');

test('all links of the site lead to an existing page and anchor', () => {
  expect(deadLinks(folder, base)).toEqual([]);
});

test('links to missing pages, missing anchors and paths outside of the base are found', () => {
  const planted = mkdtempSync(join(tmpdir(), 'site-'));
  const pages: Readonly<Record<string, string>> = {
    'index.html': `
      <a href="/base/a.html">there</a> <a href="./a.html#b">there</a> <a href="folder/">there</a>
      <a href="https://example.com/no">elsewhere</a> <a href="a.html#c">no anchor</a>
      <a class="link" href="b.html">no page</a> <a href="/a.html">past the base</a>
      <img src="no.svg">`,
    'a.html': '<h2 id="b">b</h2> <a href="#b">there</a> <a href="#d">no anchor</a>',
    'folder/index.html': '<a href="../a.html">there</a> <a href="a.html">no page</a>',
  };
  for (const [path, html] of Object.entries(pages)) {
    mkdirSync(dirname(join(planted, path)), { recursive: true });
    writeFileSync(join(planted, path), html);
  }
  expect(deadLinks(planted, '/base/').sort()).toEqual([
    'a.html: #d',
    'folder/index.html: a.html',
    'index.html: /a.html',
    'index.html: a.html#c',
    'index.html: b.html',
    'index.html: no.svg',
  ]);
  rmSync(planted, { recursive: true });
});

test('mathematics is typeset, and a link to a file without a page leads to GitHub or becomes plain text', () => {
  const page = readFileSync(join(folder, 'activations/leakyRelu.html'), 'utf8');
  expect(page).toContain('<math');
  expect(page).not.toMatch(/language-math|\$\\/);
  const first = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(first).toContain('gradient_penalty');
  expect(first).not.toMatch(/href="(?!https:)[^"]*gradient_penalty/);
});

test('a page that is missing in the navigation is refused, and so is an entry of the navigation without a page', () => {
  const check = (listed: readonly string[], written: readonly string[]) => () =>
    checkNavigation({ place: 'the list', listed, written }, (page) => page !== 'gone.md');
  expect(check(['a.md', 'b.md'], ['b.md'])).not.toThrow();
  expect(check(['a.md'], ['a.md', 'b.md'])).toThrow('These pages are not in the list: b.md');
  expect(check(['gone.md'], [])).toThrow('These pages in the list do not exist: gone.md');
});
