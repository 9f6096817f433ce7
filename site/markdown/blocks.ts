import type { MarkdownRenderer } from 'vitepress';

/** Mends two kinds of blocks that VitePress takes as they are. */
export function blocks(md: MarkdownRenderer): void {
  md.core.ruler.push('blocks', ({ tokens }) => {
    tokens.forEach((token, i) => {
      // A cell without text heads nothing: readers of a screen must not be told that it does.
      if (token.type === 'th_open' && tokens[i + 1].content === '') {
        token.tag = 'td';
        tokens[i + 2].tag = 'td';
      }
      // An indented block looks as a fenced one, and scrolls as that does.
      if (token.type === 'code_block') {
        token.type = 'fence';
        token.info = 'text';
      }
    });
  });
}
