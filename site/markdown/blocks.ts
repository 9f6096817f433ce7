import type { MarkdownRenderer } from 'vitepress';

/** Fixes two kinds of blocks that VitePress copies unchanged. */
export function blocks(md: MarkdownRenderer): void {
  md.core.ruler.push('blocks', ({ tokens }) => {
    tokens.forEach((token, i) => {
      // An empty cell is not a header: a screen reader must not announce it as one.
      if (token.type === 'th_open' && tokens[i + 1].content === '') {
        token.tag = 'td';
        tokens[i + 2].tag = 'td';
      }
      // An indented block looks and scrolls like a fenced one.
      if (token.type === 'code_block') {
        token.type = 'fence';
        token.info = 'text';
      }
    });
  });
}
