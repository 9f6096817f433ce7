import type { MarkdownRenderer } from 'vitepress';

/** A cell without text in the head of a table heads nothing: readers of a screen are not told of it as a header. */
export function tables(md: MarkdownRenderer): void {
  md.core.ruler.push('tables', ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== 'th_open' || tokens[i + 1].content !== '') return;
      token.tag = 'td';
      tokens[i + 2].tag = 'td';
    });
  });
}
