/** Text as code, also inside a table. */
export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A picture for light and for dark pages; `path` is that of the light one without its extension. */
export function picture(path: string, alt: string, width?: number): string {
  const size = width === undefined ? '' : ` width="${width}"`;
  return (
    `<picture><source media="(prefers-color-scheme: dark)" srcset="${path}-dark.svg">` +
    `<img src="${path}.svg"${size} alt="${alt}"></picture>`
  );
}

/** A fenced block in this language. */
export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
