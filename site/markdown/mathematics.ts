import katex from 'katex';
import type { MarkdownRenderer } from 'vitepress';

/** Typesets blocks and spans of mathematics in GitHub's notation: ```` ```math ```` and `$…$`. */
export function mathematics(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  if (fence === undefined) throw new Error('VitePress has no rule for fences.');
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== 'math') return fence(tokens, index, ...rest);
    // A formula that is wider than the page scrolls, also with the keyboard.
    return `<div class="mathematics" tabindex="0" v-pre>${typeset(content, true)}</div>\n`;
  };

  md.inline.ruler.after('escape', 'mathematics', (state, isSilent) => {
    const [span, tex] = /^\$(?![\s$])([^$]*[^\s$])\$(?!\d)/.exec(state.src.slice(state.pos)) ?? [];
    if (span === undefined) return false;
    if (!isSilent) state.push('mathematics', '', 0).content = tex;
    state.pos += span.length;
    return true;
  });
  md.renderer.rules.mathematics = (tokens, index) =>
    `<span v-pre>${typeset(tokens[index].content, false)}</span>`;
}

function typeset(tex: string, displayMode: boolean): string {
  return katex.renderToString(tex, { displayMode, output: 'mathml', strict: 'error' });
}
